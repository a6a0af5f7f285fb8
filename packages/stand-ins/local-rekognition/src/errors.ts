import { ServiceError } from '@miniatura/local-service';

/**
 * The errors that Rekognition returns, with their HTTP status, from "Error handling" in its
 * Developer Guide.
 */
export const REKOGNITION_ERRORS = {
  AccessDeniedException: { httpStatus: 400 },
  ImageTooLargeException: { httpStatus: 400 },
  InternalServerError: { httpStatus: 500 },
  InvalidImageFormatException: { httpStatus: 400 },
  InvalidParameterException: { httpStatus: 400 },
  InvalidS3ObjectException: { httpStatus: 400 },
  ProvisionedThroughputExceededException: { httpStatus: 400 },
  SerializationException: { httpStatus: 400 },
  ThrottlingException: { httpStatus: 400 },
  UnknownOperationException: { httpStatus: 400 },
} as const;

export type RekognitionErrorCode = keyof typeof REKOGNITION_ERRORS;

/** An error that Rekognition defines. It is returned as the response to a call. */
export class RekognitionError extends ServiceError<RekognitionErrorCode> {
  override readonly name = 'RekognitionError';

  override get httpStatus(): number {
    return REKOGNITION_ERRORS[this.code].httpStatus;
  }
}
