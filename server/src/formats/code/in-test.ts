/** True for the paths of tests, examples, fixtures and documentation. */
export function inTest(path: string): boolean {
  return (
    /(^|\/)(tests?|specs?|__tests__|__mocks__|testing|testdata|fixtures?|mocks?|examples?|samples?|demos?|docs?|benchmarks?|e2e|integration[-_]tests?)\//i.test(
      path,
    ) ||
    /(^|\/)(test_[^/]*|tests?|conftest)\.py$|[._-](test|tests|spec)\.[a-z]+$|_test\.go$|(Test|Tests|IT|Spec)\.(java|cs|php|kt)$|_spec\.rb$/.test(
      path,
    )
  );
}
