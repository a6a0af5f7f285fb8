import 'swagger-ui-dist/swagger-ui.css';
import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import { storedTheme } from '../elements/theme-select.tsx';
import { fetchPageConfig } from '../page-config.ts';

/** The class with which Swagger UI is dark. */
const DARK_CLASS = 'dark-mode';
const systemScheme = matchMedia('(prefers-color-scheme: dark)');

/** Shows the theme that the reader has selected in the page, or the system's. */
function applyTheme(): void {
  const theme = storedTheme();
  const isDark = theme === 'dark' || (theme === 'system' && systemScheme.matches);
  document.documentElement.classList.toggle(DARK_CLASS, isDark);
}

applyTheme();
systemScheme.addEventListener('change', applyTheme);

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
