/** What the pages import that is not a program. */
declare module '*.css';
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}
declare module '*.svg' {
  const address: string;
  export default address;
}
/** A program for a worklet, as the address of its built file. */
declare module '*?worker&url' {
  const address: string;
  export default address;
}
/** A page of the guide, as HTML. */
declare module '*.md' {
  const html: string;
  export default html;
}
