/** Values of the JavaScript API of WebAssembly, of which Node's types have the interfaces alone. */
declare namespace WebAssembly {
  const Instance: new (module: Module, imports: Imports) => Instance;
  function compile(bytes: Uint8Array<ArrayBuffer>): Promise<Module>;
}
