/** A plain object, so that vite is no dependency of the page itself. */
export default {
  build: {
    target: 'es2024',
    // Every file is fetched from the page's own origin, so that its policy can forbid `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    rolldownOptions: { input: ['index.html', 'api-docs.html'] },
  },
};
