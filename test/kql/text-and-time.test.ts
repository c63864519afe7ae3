import { describe, expect, it } from 'vitest';
import { evaluate, loadBefore } from './support/evaluate.ts';

loadBefore();

function check(cases: [expression: string, value: unknown][]): void {
  it.each(cases)('%s', (expression, value) => {
    expect(evaluate(expression)).toEqual(value);
  });
}

// https://learn.microsoft.com/kusto/query/datatypes-string-operators
describe('text operators', () => {
  check([
    ['"aBc" == "aBc"', true],
    ['"abc" == "ABC"', false],
    ['"abc" =~ "ABC"', true],
    ['"aBc" !~ "xyz"', true],
    ['"KustoExplorerQueryRun" has "Explorer"', false],
    ['"KustoExplorerQueryRun" contains "Explorer"', true],
    ['"North America" has "america"', true],
    ['"North America" !has "amer"', true],
    ['"North America" has_cs "America"', true],
    ['"North America" has_cs "america"', false],
    ['"ad67d136-c1db-4f9f-88ef" has "c1db"', true],
    ['"a b c" has "b"', true],
    ['"Reboot not required" has "Reboot required"', false],
    ['"level=info Reboot required" has "reboot required"', true],
    ['"{\\"code\\":403}" has \'"code":403\'', true],
    ['"{\\"code\\":4031}" has \'"code":403\'', false],
    ['"snake_case_name" has "case"', true],
    ['"North America" hasprefix "ame"', true],
    ['"North America" hasprefix "mer"', false],
    ['"North America" hassuffix "ica"', true],
    ['"North America" !hassuffix "americ"', true],
    ['"North and South America" has_all ("south", "north")', true],
    ['"North America" has_all ("south", "north")', false],
    ['"North America" has_any ("south", "north")', true],
    ['"/livez?verbose" has_any (dynamic(["livez", "readyz"]))', true],
    ['"FabriKam" contains "BRik"', true],
    ['"FabriKam" contains_cs "brik"', false],
    ['"Fabrikam" startswith "fab"', true],
    ['"Fabrikam" startswith_cs "fab"', false],
    ['"Fabrikam" !startswith "kam"', true],
    ['"Fabrikam" endswith "Kam"', true],
    ['"abc" in ("123", "abc")', true],
    ['"Abc" in ("123", "abc")', false],
    ['"Abc" in~ ("123", "abc")', true],
    ['"bCa" !in~ ("123", "abc")', true],
    ['"b" in (dynamic(["a", ["b"]]))', true],
    ['"Fabrikam" matches regex "b.*k"', true],
    ['"Fabrikam" matches regex "(?i)^FAB"', true],
    ['"a\\nb" matches regex "a.b"', false],
    ['3 between (1 .. 3)', true],
    ['4 !between (1 .. 3)', true],
    ['datetime(2026-01-03) between (datetime(2026-01-01) .. 2d)', true],
  ]);

  it('refuses what regular expressions of Kusto do not have, or we do not', () => {
    expect(() => evaluate('"a" matches regex "a(?=b)"')).toThrow(/lookahead/);
    expect(() => evaluate('"a" matches regex @"(a)\\1"')).toThrow(/back-references/);
    expect(() => evaluate('"a" matches regex "(?U)a"')).toThrow(/not implemented/);
  });
});

describe('text functions', () => {
  check([
    ['substring("123456", 1)', '23456'],
    ['substring("123456", 2, 2)', '34'],
    ['substring("123456", -2, 2)', '56'],
    ['split("aa_bb", "_")', ['aa', 'bb']],
    ['split("aaa_bbb_ccc", "_", 1)', ['bbb']],
    ['split("", "_")', ['']],
    ['split("a__b", "_")', ['a', '', 'b']],
    ['trim("--", "--https://bing.com--")', 'https://bing.com'],
    ['trim(@"[^\\w]+", "-  Te st1// $")', 'Te st1'],
    ['trim_start("a", "aaba")', 'ba'],
    ['trim_end("a", "aabaa")', 'aab'],
    ['replace_string("a cat and a cat", "cat", "dog")', 'a dog and a dog'],
    ['replace_regex("Number is 1", @"is (\\d+)", @"was: \\1")', 'Number was: 1'],
    ['extract("User: ([^,]+)", 1, "User: James, Age: 29")', 'James'],
    ['extract(@"\\d+", 0, "Age: 29", typeof(long))', 29],
    ['extract("nothing(.)", 1, "text")', ''],
    ['extract_all(@"(\\d)", "a1b2")', ['1', '2']],
    ['indexof("abcdefg", "cde")', 2],
    ['indexof("abcdefg", "x")', -1],
    ['indexof("abcdefg", "cde", -5)', 2],
    ['strlen("hello")', 5],
    ['toupper("aé")', 'AÉ'],
    ['tolower("ABC")', 'abc'],
    ['strcat("a", 1, true)', 'a1true'],
    ['strcat_delim("-", 1, "2", "A", 1s)', '1-2-A-00:00:01'],
    ['hash_sha256("World")', '78ae647dc5544d227130a0682a51e30bc7777fbb6d8a8f17007463a3ecd1d524'],
    ['base64_decode_tostring(base64_encode_tostring("Kusto"))', 'Kusto'],
  ]);
});

// https://learn.microsoft.com/kusto/query/datetime-timespan-arithmetic
describe('time', () => {
  check([
    ['now()', '2026-11-24T12:34:56.789Z'],
    ['ago(1h)', '2026-11-24T11:34:56.789Z'],
    ['now(-1d)', '2026-11-23T12:34:56.789Z'],
    ['datetime(2026-01-01 00:00:00.1234567)', '2026-01-01T00:00:00.1234567Z'],
    ['datetime(2026-01-01 00:00:00.1234567) + 1tick', '2026-01-01T00:00:00.1234568Z'],
    ['datetime(2026-03-01) - 1d', '2026-02-28T00:00:00Z'],
    ['datetime(2026-01-02) - datetime(2026-01-01)', '1.00:00:00'],
    ['1d / 1s', 86400],
    ['86400 * 1s', '1.00:00:00'],
    ['-5m', '-00:05:00'],
    ['time(1.02:03:04.5)', '1.02:03:04.5000000'],
    ['bin(datetime(1970-05-11 13:45:07), 1d)', '1970-05-11T00:00:00Z'],
    ['bin(datetime(2026-01-01 00:07:59), 5m)', '2026-01-01T00:05:00Z'],
    ['bin(time(16d), 7d)', '14.00:00:00'],
    ['startofday(datetime(2026-01-01 10:10:17))', '2026-01-01T00:00:00Z'],
    ['startofday(datetime(2026-01-01 10:10:17), -1)', '2025-12-31T00:00:00Z'],
    ['startofweek(datetime(2026-11-24))', '2026-11-22T00:00:00Z'],
    ['startofmonth(datetime(2026-11-24))', '2026-11-01T00:00:00Z'],
    ['startofyear(datetime(2026-11-24))', '2026-01-01T00:00:00Z'],
    ['endofday(datetime(2026-01-01 10:10:17))', '2026-01-01T23:59:59.9999999Z'],
    ['endofmonth(datetime(2024-02-03))', '2024-02-29T23:59:59.9999999Z'],
    ['dayofweek(datetime(2026-11-24))', '2.00:00:00'],
    ['hourofday(datetime(2026-11-24 18:30))', 18],
    ['dayofyear(datetime(2026-02-01))', 32],
    ["datetime_diff('year', datetime(2017-01-01), datetime(2000-12-31))", 17],
    ["datetime_diff('quarter', datetime(2017-07-01), datetime(2017-03-30))", 2],
    ["datetime_diff('month', datetime(2017-01-01), datetime(2015-12-30))", 13],
    ["datetime_diff('week', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 5],
    ["datetime_diff('day', datetime(2017-10-29 00:00), datetime(2017-09-30 23:59))", 29],
    ["datetime_diff('hour', datetime(2017-10-31 01:00), datetime(2017-10-30 23:59))", 2],
    ["datetime_add('month', 1, datetime(2026-01-31 10:00))", '2026-02-28T10:00:00Z'],
    ['make_timespan(1, 12, 30, 55)', '1.12:30:55'],
    ['make_timespan(1, 60)', null],
    ['make_datetime(2017, 10, 1, 12, 10)', '2017-10-01T12:10:00Z'],
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [HH:mm:ss]')",
      '17-01-29 [09:00:05]',
    ],
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yyyy-M-dd [H:mm:ss]')",
      '2017-1-29 [9:00:05]',
    ],
    [
      "format_datetime(datetime(2017-01-29 09:00:05), 'yy-MM-dd [hh:mm:ss tt]')",
      '17-01-29 [09:00:05 AM]',
    ],
    ['todatetime("Sat, 8 Nov 14 15:05:02 GMT")', '2014-11-08T15:05:02Z'],
    ['todatetime("2014-05-25T08:20:03.123456Z")', '2014-05-25T08:20:03.123456Z'],
    ['todatetime("2014-05-25T10:20:03+02:00")', '2014-05-25T08:20:03Z'],
    ['todatetime("2026-02-30")', null],
    ['todatetime("no date")', null],
    // Summer and winter, and a zone whose clocks stand on the half hour.
    ['datetime_utc_to_local(datetime(2022-07-11 22:18:48), "US/Pacific")', '2022-07-11T15:18:48Z'],
    [
      'datetime_utc_to_local(datetime(2022-07-11 22:18:48), "Australia/Canberra")',
      '2022-07-12T08:18:48Z',
    ],
    ['datetime_utc_to_local(datetime(2026-01-01 12:00), "Europe/Oslo")', '2026-01-01T13:00:00Z'],
    ['datetime_utc_to_local(datetime(2026-07-01 12:00), "Europe/Oslo")', '2026-07-01T14:00:00Z'],
    ['datetime_utc_to_local(datetime(2026-07-01 12:00), "Asia/Kolkata")', '2026-07-01T17:30:00Z'],
    ['datetime_local_to_utc(datetime(2026-07-01 14:00), "Europe/Oslo")', '2026-07-01T12:00:00Z'],
  ]);

  it('names a time zone that does not exist', () => {
    expect(() => evaluate('datetime_utc_to_local(now(), "Europe/Nowhere")')).toThrow(
      "'Europe/Nowhere' is not a time zone",
    );
  });

  it('refuses a date in a form that it cannot read for sure', () => {
    expect(() => evaluate('todatetime("11/08/2014")')).toThrow(/11\/08\/2014.*not implemented/);
  });
});
