// What build.js provides: the files of an example of the repository.
declare module "examples:*" {
  const files: { path: string; text: string }[];
  export default files;
}
