// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A tree of a JSON text (RFC 8259), for the small files that `./dev bench --json` writes. What is no JSON ends the program with
/// the place and what was expected there.
namespace report {

[[noreturn]] inline void fail(std::string const& what) {
  std::fprintf(stderr, "tenon_bench_report: %s\n", what.c_str());
  std::exit(1);
}

struct Json {
  enum class Kind { null, boolean, number, string, array, object } kind = Kind::null;
  double number = 0;  ///< of a boolean: 0 or 1
  std::string string;
  std::vector<std::string> keys;  ///< of an object, in the file's order
  std::vector<Json> items;        ///< of an array, or what stands behind the keys

  /// The member of that name, or null.
  Json const& operator[](std::string_view name) const;
  bool is(Kind k) const { return kind == k; }
};
inline Json const& Json::operator[](std::string_view name) const {
  static Json const none;
  for (std::size_t i = 0; i < keys.size(); ++i)
    if (keys[i] == name) return items[i];
  return none;
}

class JsonParser {
 public:
  JsonParser(std::string file, std::string_view text) : file_(std::move(file)), text_(text) {}
  Json parse() {
    Json const all = value(0);
    skip();
    if (at_ != text_.size()) wrong("the end");
    return all;
  }

 private:
  std::string file_;
  std::string_view text_;
  std::size_t at_ = 0;

  [[noreturn]] void wrong(std::string const& expected) const {
    std::string const found = at_ < text_.size() ? "'" + std::string(text_.substr(at_, 16)) + "'" : "the end";
    fail(file_ + ": byte " + std::to_string(at_) + ": expected " + expected + ", found " + found);
  }
  void skip() {
    while (at_ < text_.size() && std::string_view(" \n\r\t").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool accept(std::string_view token) {
    skip();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token) {
    if (!accept(token)) wrong("'" + std::string(token) + "'");
  }
  std::string quoted() {
    expect("\"");
    std::string out;
    for (;; ++at_) {
      if (at_ == text_.size()) wrong("'\"'");
      char const c = text_[at_];
      if (c == '"') return ++at_, out;
      if (static_cast<unsigned char>(c) < 0x20) wrong("no control character");
      if (c != '\\') {
        out += c;
        continue;
      }
      constexpr std::string_view names = "\"\\/nt", meant = "\"\\/\n\t";
      std::size_t const which = ++at_ < text_.size() ? names.find(text_[at_]) : names.npos;
      if (which == names.npos) wrong("one of the escapes \\\" \\\\ \\/ \\n \\t");
      out += meant[which];
    }
  }
  Json value(int depth) {
    if (depth > 16) wrong("a value nested at most 16 deep");
    Json v;
    skip();
    if (accept("{")) {
      v.kind = Json::Kind::object;
      if (accept("}")) return v;
      do {
        skip();
        v.keys.push_back(quoted());
        expect(":");
        v.items.push_back(value(depth + 1));
      } while (accept(","));
      expect("}");
    } else if (accept("[")) {
      v.kind = Json::Kind::array;
      if (accept("]")) return v;
      do v.items.push_back(value(depth + 1));
      while (accept(","));
      expect("]");
    } else if (at_ < text_.size() && text_[at_] == '"') {
      v.kind = Json::Kind::string;
      v.string = quoted();
    } else if (accept("null")) {
    } else if (accept("true") || accept("false")) {
      v.kind = Json::Kind::boolean;
      v.number = text_[at_ - 2] == 'u';
    } else {
      v.kind = Json::Kind::number;
      std::size_t const length = text_.substr(at_).find_first_not_of("+-.0123456789eE");
      std::string const digits(text_.substr(at_, length));
      char* end = nullptr;
      v.number = std::strtod(digits.c_str(), &end);
      if (digits.empty() || *end != '\0') wrong("a value");
      at_ += digits.size();
    }
    return v;
  }
};

}  // namespace report
