declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  /** @see https://swagger.io/docs/open-source-tools/swagger-ui/usage/configuration/ */
  interface SwaggerUiOptions {
    /** Selector of the element that is filled. */
    readonly dom_id: string;
    readonly url: string;
    readonly deepLinking: boolean;
    readonly displayRequestDuration: boolean;
    readonly tryItOutEnabled: boolean;
    readonly validatorUrl: null;
  }
  export default function swaggerUi(options: SwaggerUiOptions): void;
}
