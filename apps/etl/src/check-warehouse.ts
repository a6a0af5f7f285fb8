// A module of its own, so that it can be loaded on demand.
export { checkWarehouse } from '@miniatura/warehouse/check-warehouse';
