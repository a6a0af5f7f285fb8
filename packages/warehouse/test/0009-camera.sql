-- part 1
ALTER TABLE warehouse.fact_image ADD COLUMN camera_make VARCHAR(192);

COMMENT ON COLUMN warehouse.fact_image.camera_make IS 'Maker of the camera; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN camera_model VARCHAR(384);

COMMENT ON COLUMN warehouse.fact_image.camera_model IS 'Model of the camera; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN lens_model VARCHAR(765);

COMMENT ON COLUMN warehouse.fact_image.lens_model IS 'Model of the lens; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN captured_at TIMESTAMP;

COMMENT ON COLUMN warehouse.fact_image.captured_at IS 'When it was taken, by the clock of the camera; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN capture_zone VARCHAR(6);

COMMENT ON COLUMN warehouse.fact_image.capture_zone IS 'Offset of that clock from UTC, such as +02:00; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN focal_length_mm DECIMAL(9,3);

COMMENT ON COLUMN warehouse.fact_image.focal_length_mm IS 'Focal length of the lens in millimetres; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN exposure_seconds DECIMAL(14,8);

COMMENT ON COLUMN warehouse.fact_image.exposure_seconds IS 'Exposure time in seconds; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN f_number DECIMAL(9,3);

COMMENT ON COLUMN warehouse.fact_image.f_number IS 'Focal length by aperture: 1.7 for f/1.7; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN iso_speed BIGINT;

COMMENT ON COLUMN warehouse.fact_image.iso_speed IS 'ISO speed; gone after a purge';

CREATE VIEW analytics.v_image_camera AS
SELECT image_id, uploaded_day AS day, camera_make, camera_model, lens_model, captured_at, capture_zone, focal_length_mm, exposure_seconds, f_number, iso_speed
FROM warehouse.fact_image
WHERE NOT is_deleted
  AND (camera_make IS NOT NULL OR camera_model IS NOT NULL OR lens_model IS NOT NULL OR captured_at IS NOT NULL OR capture_zone IS NOT NULL OR focal_length_mm IS NOT NULL OR exposure_seconds IS NOT NULL OR f_number IS NOT NULL OR iso_speed IS NOT NULL);

COMMENT ON VIEW analytics.v_image_camera IS 'With which camera, when and how an image was taken: personal data, never the place';

COMMENT ON COLUMN analytics.v_image_camera.image_id IS 'Identity of the image';

COMMENT ON COLUMN analytics.v_image_camera.day IS 'Day of the upload, UTC';

COMMENT ON COLUMN analytics.v_image_camera.camera_make IS 'Maker of the camera; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.camera_model IS 'Model of the camera; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.lens_model IS 'Model of the lens; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.captured_at IS 'When it was taken, by the clock of the camera; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.capture_zone IS 'Offset of that clock from UTC, such as +02:00; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.focal_length_mm IS 'Focal length of the lens in millimetres; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.exposure_seconds IS 'Exposure time in seconds; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.f_number IS 'Focal length by aperture: 1.7 for f/1.7; gone after a purge';

COMMENT ON COLUMN analytics.v_image_camera.iso_speed IS 'ISO speed; gone after a purge';

GRANT SELECT ON analytics.v_image_camera TO ROLE miniatura_personal_data;
