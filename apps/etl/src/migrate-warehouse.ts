// A module of its own, so that it can be loaded on demand.
export { migrateWarehouse } from '@miniatura/warehouse/migrate-warehouse';
