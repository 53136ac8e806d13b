import assert from "node:assert/strict";
import { join } from "node:path";
import { withFiles } from "../support.js";
import { Client, uri } from "./client.js";

const group = `resource "aws_security_group" "ssh" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = var.sources
  }
}
`;

describe("language server: Terraform", () => {
  const files = {
    "tenet.yaml": "",
    "live/network.tf": group,
    "live/variables.tf": `variable "sources" {\n  default = ["0.0.0.0/0"]\n}\n`,
    "live/machines.tf": `# The way in.\nresource "aws_instance" "bastion" {\n  vpc_security_group_ids = [aws_security_group.ssh.id]\n}\n`,
  };

  it("points from a group to the machine in another file, as it stands in the editor", () =>
    withFiles(files, (folder) =>
      Client.with({ folder }, async (client) => {
        const file = join(folder, "live/network.tf");
        const other = join(folder, "live/machines.tf");
        await client.open(file, group, "terraform");
        const related = async () => {
          const report = await client.pull(file);
          assert.ok(report.kind === "full");
          const found = report.items.find((item) => item.code === "remote-admin-open-to-world");
          return found?.relatedInformation?.map(({ location, message }) => [
            location.uri,
            location.range.start.line,
            message,
          ]);
        };
        assert.deepEqual(await related(), [[uri(other), 1, "this machine stands behind it"]]);
        await client.open(other, files["live/machines.tf"], "terraform");
        await client.replace(other, `\n\n\n${files["live/machines.tf"]}`);
        assert.deepEqual(await related(), [[uri(other), 4, "this machine stands behind it"]]);
        assert.deepEqual(client.logged, []);
      }),
    ));
});
