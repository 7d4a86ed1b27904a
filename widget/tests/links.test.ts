import { describe, expect, it } from "vitest";
import { pictureAddress, safeHref } from "../src/links";

describe("links", () => {
  it.each([
    ["tel:112", "tel:112"],
    ["tel:+44 20 7946 0000", "tel:+442079460000"],
    ["https://www.example.org/help?a=1", "https://www.example.org/help?a=1"],
  ])("may lead to %s", (address, href) => {
    expect(safeHref(address)).toBe(href);
  });

  it.each([
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "http://example.org",
    "//example.org",
    "/path",
    "https://user:word@example.org",
    "https://",
    "tel:112;phone-context=x",
    "tel:javascript",
    "tel:*#06#",
    "mailto:a@example.org",
    "blob:https://example.org/1",
    "",
  ])("may not lead to %j", (address) => {
    expect(safeHref(address)).toBeNull();
  });
});

describe("pictures", () => {
  it("come from the server's folder", () => {
    expect(pictureAddress("/media/pigeon.svg", "https://chat.example")).toBe("https://chat.example/media/pigeon.svg");
    expect(pictureAddress("/media/pigeon.svg", "https://a.example/limber/")).toBe("https://a.example/limber/media/pigeon.svg");
  });

  it.each(["https://else.example/x.svg", "//else.example/media/x.svg", "/media/../x.svg", "/other/x.svg", "/media/a/b.svg", "/media/x.svg?y", "data:image/svg+xml,x", "/media/.."])(
    "do not come from %s",
    (path) => {
      expect(pictureAddress(path, "https://chat.example")).toBeNull();
    },
  );
});
