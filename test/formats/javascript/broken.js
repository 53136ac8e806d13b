const before = connect({ tls: true });
function (
  const half = { a: 1,
}
const after = connect({ tls: false });
