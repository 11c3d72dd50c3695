declare module '*.svg' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: how esbuild's text loader exports a file
  export default text;
}
