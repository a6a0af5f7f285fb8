import 'swagger-ui-dist/swagger-ui.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { fetchPageConfig } from '../page-config.ts';

/** Shows the OpenAPI document of the API that the page uses. All files are the page's own. */
const { apiUrl } = await fetchPageConfig();
SwaggerUI({
  dom_id: '#api-docs',
  url: `${apiUrl}/openapi.json`,
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  // Without null, it would ask a validator on another host.
  validatorUrl: null,
});
