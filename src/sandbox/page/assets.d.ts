/** What Vite makes of imports that are not code. */
declare module '*.css';
declare module '*.svg' {
  const url: string;
  export default url;
}
