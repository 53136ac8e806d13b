import ssl as tls, os
from requests import get as fetch, post
from .local import thing

TIMEOUT = 5
BASE = "https://" "api.example.org"
fetch(BASE + "/v1", verify=False, timeout=TIMEOUT, **extra)
os.environ["TOKEN_URL"] = f"{BASE}/token"
app.config["DEBUG"], other = True, 1
SETTINGS = {"HOST": "db", KEY: 1, tls.CERT_NONE: "none", "LIST": [1, 2], "NESTED": {"a": None}}


@app.route("/x", methods=["GET"])
class View(Base, metaclass=Meta):
    secret: str = "s"

    def get(self, name, limit=10, *, strict: bool = True):
        self.session = Session()
        with smtplib.SMTP("mail") as server:
            server.login(user=name, password=self.secret)
        return [x for x in items if x != "a"]


if __name__ == "__main__":
    main()
elif DEBUG:
    pass
