/** A file of one format that can be made as long as wanted. */
export interface LongText {
  readonly name: string;
  readonly path: string;
  /** The text with about so many lines. */
  readonly lines: (count: number) => string;
  /** How the language servers' clients call it. */
  readonly languageId: string;
}

/** Repeats a block, whose lines may count themselves as `#`, between a head and a foot. */
function repeated(block: string, head = "", foot = "", between = ""): (count: number) => string {
  const height = block.split("\n").length - 1;
  return (count) => {
    const blocks = Array.from({ length: Math.max(1, Math.round(count / height)) }, (_, i) =>
      block.replaceAll("#", String(i)),
    );
    return head + blocks.join(between) + foot;
  };
}

const nginxHost = `  server {
    listen 80;
    server_name h#.example.com;
    return 301 https://h#.example.com$request_uri;
  }
  server {
    listen 443 ssl;
    server_name h#.example.com;
    ssl_certificate /etc/letsencrypt/live/h#.example.com/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/h#.example.com/privkey.pem;
    add_header Strict-Transport-Security "max-age=63072000" always;
    add_header Content-Security-Policy "default-src 'self'; frame-ancestors 'none'" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    access_log /var/log/nginx/h#.log;
    client_max_body_size 20m;
    location / {
      proxy_pass http://127.0.0.1:8080;
      proxy_set_header Host h#.example.com;
      proxy_set_header X-Real-IP $remote_addr;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_read_timeout 60s;
    }
    location /static/ {
      root /srv/h#;
      expires 7d;
    }
    location = /health {
      return 204;
    }
  }
`;

const terraformResource = `resource "aws_db_instance" "db#" {
  identifier          = "db#"
  engine              = "postgres"
  instance_class      = "db.t3.micro"
  allocated_storage   = 20
  publicly_accessible = false
  storage_encrypted   = true
  vpc_security_group_ids = [aws_security_group.web#.id]
}
resource "aws_security_group" "web#" {
  name = "web#"
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
`;

const terraformJsonResource = `      "db#": {
        "identifier": "db#",
        "engine": "postgres",
        "instance_class": "db.t3.micro",
        "allocated_storage": 20,
        "publicly_accessible": false,
        "storage_encrypted": true,
        "password": "\${var.password#}",
        "tags": {
          "Name": "db#",
          "Owner": "platform"
        }
      }`;

const workload = `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web#
spec:
  replicas: 2
  selector:
    matchLabels: { app: web# }
  template:
    metadata:
      labels: { app: web# }
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.2.#
          ports:
            - containerPort: 8080
          securityContext:
            runAsNonRoot: true
            allowPrivilegeEscalation: false
          env:
            - name: LOG_LEVEL
              value: info
`;

const typescript = `export async function load#(id: string): Promise<number> {
  const reply = await fetch(\`https://api.example.com/items/\${id}?page=#\`);
  if (!reply.ok) {
    throw new Error("item " + id + " could not be read");
  }
  const { total } = (await reply.json()) as { total: number };
  return total * #;
}
`;

const python = `def load_#(client, identifier):
    reply = client.get("https://api.example.com/items/" + identifier, timeout=10)
    if reply.status_code != 200:
        raise ValueError("item %s could not be read" % identifier)
    total = reply.json()["total"]
    return total * #


`;

/** One file of each main format. */
export const longTexts: readonly LongText[] = [
  {
    name: "nginx",
    path: "nginx/hosts.conf",
    languageId: "nginx",
    lines: repeated(nginxHost, "http {\n  server_tokens off;\n  ssl_protocols TLSv1.2 TLSv1.3;\n", "}\n"),
  },
  {
    name: "Dockerfile",
    path: "Dockerfile",
    languageId: "dockerfile",
    lines: repeated(
      "RUN apt-get update && apt-get install -y --no-install-recommends curl=7.# \\\n  && rm -rf /var/lib/apt/lists/*\nCOPY src/part# /srv/part#\nENV PART_#=on\n",
      "FROM debian:12.5@sha256:0000000000000000000000000000000000000000000000000000000000000000\n",
      "USER 1000\n",
    ),
  },
  {
    name: "compose",
    path: "compose.yaml",
    languageId: "yaml",
    lines: repeated(
      '  web#:\n    image: registry.example.com/web:1.#\n    restart: always\n    environment:\n      LOG_LEVEL: info\n      DATABASE_URL: $DATABASE_URL\n    ports:\n      - "127.0.0.1:8#:80"\n    user: "1000"\n',
      "services:\n",
    ),
  },
  { name: "Kubernetes", path: "deploy.yaml", languageId: "yaml", lines: repeated(workload) },
  { name: "Terraform", path: "main.tf", languageId: "terraform", lines: repeated(terraformResource) },
  {
    name: "Terraform JSON",
    path: "main.tf.json",
    languageId: "json",
    lines: repeated(
      terraformJsonResource,
      '{\n  "resource": {\n    "aws_db_instance": {\n',
      "\n    }\n  }\n}\n",
      ",\n",
    ),
  },
  {
    name: "YAML",
    path: "settings.yaml",
    languageId: "yaml",
    lines: repeated(
      "item#:\n  name: item #\n  url: https://api.example.com/items/#\n  retries: 3\n  token: !reference token_#\n",
    ),
  },
  {
    name: "JSON",
    path: "settings.json",
    languageId: "json",
    lines: repeated(
      '    {\n      "name": "item #",\n      "url": "https://api.example.com/#",\n      "password": null\n    }',
      '{\n  "items": [\n',
      "\n  ]\n}\n",
      ",\n",
    ),
  },
  {
    name: "env",
    path: ".env",
    languageId: "dotenv",
    lines: repeated("NAME_#=value#\nURL_#=https://api.example.com/items/#\nPASSWORD_#=$SECRET_#\n"),
  },
  {
    name: "shell",
    path: "deploy.sh",
    languageId: "shellscript",
    lines: repeated(
      'echo "part #"\ncurl -fsS https://api.example.com/items/# -o /srv/item# || exit 1\nchmod 0644 /srv/item#\n',
      "#!/bin/sh\n",
    ),
  },
  {
    name: "Postfix",
    path: "postfix/main.cf",
    languageId: "postfix",
    lines: repeated("part#_destination_concurrency_limit = 2\nsmtpd_tls_security_level = encrypt\n"),
  },
  {
    name: "TypeScript",
    path: "src/load.ts",
    languageId: "typescript",
    lines: repeated(typescript, "", "\nconst agent = new https.Agent({ rejectUnauthorized: true });\n"),
  },
  {
    name: "Python",
    path: "src/load.py",
    languageId: "python",
    lines: repeated(python, "import requests\n\n\n", 'requests.get("https://api.example.com", verify=True)\n'),
  },
];

/** The text of that name. */
export function longText(name: string): LongText {
  const found = longTexts.find((one) => one.name === name);
  if (!found) throw new RangeError(`no text "${name}"`);
  return found;
}
