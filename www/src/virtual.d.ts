// What build.js provides: the files of an example of the repository.
declare module "examples:*" {
  const files: import("./workspace.js").PlainFile[];
  export default files;
}
