/** The name that an untitled document of an editor's language goes by, so that its kind is told as a file's is. */
const names: Readonly<Record<string, string>> = {
  csharp: "untitled.cs",
  dockercompose: "compose.yaml",
  dockerfile: "Dockerfile",
  dotenv: ".env",
  env: ".env",
  "github-actions-workflow": ".github/workflows/untitled.yaml",
  go: "untitled.go",
  hcl: "untitled.tf",
  ini: "untitled.ini",
  java: "Untitled.java",
  javascript: "untitled.js",
  javascriptreact: "untitled.jsx",
  json: "untitled.json",
  jsonc: "untitled.jsonc",
  nginx: "nginx.conf",
  opentofu: "untitled.tf",
  php: "untitled.php",
  properties: "untitled.properties",
  python: "untitled.py",
  ruby: "untitled.rb",
  shellscript: "untitled.sh",
  terraform: "untitled.tf",
  "terraform-vars": "untitled.tfvars",
  toml: "untitled.toml",
  typescript: "untitled.ts",
  typescriptreact: "untitled.tsx",
  yaml: "untitled.yaml",
};

/** The file name that stands for an untitled document; undefined for a language that says nothing. */
export function untitledName(languageId: string): string | undefined {
  return Object.hasOwn(names, languageId) ? names[languageId] : undefined;
}
