// Loaded on demand through this module: the lint allows no static imports of a project that is also imported
// dynamically.
export { migrateWarehouse } from '@miniatura/warehouse/migrate-warehouse';
