// SPDX-License-Identifier: MIT
#pragma once

#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// JSON for tests: files that others wrote are read whole, what is not JSON throws.
namespace tenon_test {

/// A value of JSON. What is not there is null, so that `vector["params"]["axis"]` can be asked of every vector. NaN and
/// Infinity are numbers, as Python writes them.
class Json {
 public:
  enum class Kind { null, boolean, number, string, array, object };

  static Json parse(std::string_view text);
  static Json read(std::string const& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file);
    return parse(std::string{std::istreambuf_iterator<char>(in), {}});
  }

  Kind kind() const { return kind_; }
  explicit operator bool() const { return kind_ != Kind::null; }

  /// The number; of a boolean 0 or 1. Throws for what is neither, as the others do.
  double number() const { return (require(kind_ == Kind::number || kind_ == Kind::boolean, "number"), number_); }
  double number(double otherwise) const { return *this ? number() : otherwise; }
  bool boolean() const { return (require(kind_ == Kind::boolean, "boolean"), number_ != 0); }
  bool boolean(bool otherwise) const { return *this ? boolean() : otherwise; }
  std::string const& text() const { return (require(kind_ == Kind::string, "string"), text_); }
  std::string text(std::string const& otherwise) const { return *this ? text() : otherwise; }

  /// The members of an array, or the values of an object; none of anything else.
  std::vector<Json> const& items() const { return items_; }
  std::vector<std::string> const& keys() const { return keys_; }
  std::size_t size() const { return items_.size(); }
  Json const& operator[](std::size_t i) const { return i < items_.size() ? items_[i] : nothing(); }
  Json const& operator[](std::string_view key) const {
    for (std::size_t i = 0; i < keys_.size(); ++i)
      if (keys_[i] == key) return items_[i];
    return nothing();
  }

  /// All numbers inside, in the order of the text: of one number, a list, lists of lists.
  std::vector<double> numbers() const {
    std::vector<double> all;
    add_numbers(all);
    return all;
  }

 private:
  friend class JsonReader;
  static Json const& nothing() {
    static Json const null;
    return null;
  }
  static void require(bool ok, char const* wanted) {
    if (!ok) throw std::runtime_error(std::string("JSON: not a ") + wanted);
  }
  void add_numbers(std::vector<double>& all) const {
    if (kind_ == Kind::number || kind_ == Kind::boolean) all.push_back(number_);
    for (Json const& j : items_) j.add_numbers(all);
  }

  Kind kind_ = Kind::null;
  double number_ = 0;
  std::string text_;
  std::vector<std::string> keys_;
  std::vector<Json> items_;
};

class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  Json value() {
    Json j;
    char const c = peek();
    if (c == '{' || c == '[') {
      bool const object = c == '{';
      j.kind_ = object ? Json::Kind::object : Json::Kind::array;
      char const end = object ? '}' : ']';
      ++at_;
      if (peek() != end) do {
          if (object) {
            j.keys_.push_back(string());
            expect(':');
          }
          j.items_.push_back(value());
        } while (skip(','));
      expect(end);
    } else if (c == '"') {
      j.kind_ = Json::Kind::string;
      j.text_ = string();
    } else
      word_or_number(j);
    return j;
  }
  void end() {
    if (at_ < text_.size() && peek() != '\0') fail("the end");
  }

 private:
  [[noreturn]] void fail(std::string const& wanted) const {
    throw std::runtime_error("JSON: " + wanted + " expected at byte " + std::to_string(at_));
  }
  /// The next character that is no space; '\0' at the end.
  char peek() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool skip(char c) { return peek() == c && (++at_, true); }
  void expect(char c) {
    if (!skip(c)) fail(std::string("'") + c + "'");
  }

  std::string string() {
    expect('"');
    std::string s;
    for (;; ++at_) {
      if (at_ >= text_.size()) fail("'\"'");
      char c = text_[at_];
      if (c == '"') break;
      if (c == '\\') c = escaped(s);
      if (c != '\0') s += c;
    }
    ++at_;
    return s;
  }
  /// The character that an escape stands for; one of \u is added to s, as UTF-8, and '\0' is given back.
  char escaped(std::string& s) {
    if (++at_ >= text_.size()) fail("an escape");
    constexpr std::string_view names = "\"\\/bfnrt", characters = "\"\\/\b\f\n\r\t";
    if (auto const i = names.find(text_[at_]); i != std::string_view::npos) return characters[i];
    if (text_[at_] != 'u' || at_ + 4 >= text_.size()) fail("an escape");
    auto const code = static_cast<unsigned>(std::strtoul(std::string(text_.substr(at_ + 1, 4)).c_str(), nullptr, 16));
    at_ += 4;
    auto put = [&s](unsigned byte) { s += static_cast<char>(byte); };
    if (code < 0x80)
      put(code);
    else {
      if (code < 0x800)
        put(0xC0 | code >> 6);
      else {
        put(0xE0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3F));
      }
      put(0x80 | (code & 0x3F));
    }
    return '\0';
  }

  void word_or_number(Json& j) {
    for (auto const& [word, kind, number] :
         {std::tuple{"null", Json::Kind::null, 0.0}, {"true", Json::Kind::boolean, 1.0}, {"false", Json::Kind::boolean, 0.0}})
      if (text_.substr(at_).starts_with(word)) {
        at_ += std::string_view(word).size();
        j.kind_ = kind;
        j.number_ = number;
        return;
      }
    std::string const rest(text_.substr(at_, 40));
    char* end = nullptr;
    j.kind_ = Json::Kind::number;
    j.number_ = std::strtod(rest.c_str(), &end);
    if (end == rest.c_str()) fail("a value");
    at_ += static_cast<std::size_t>(end - rest.c_str());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

inline Json Json::parse(std::string_view text) {
  JsonReader reader(text);
  Json const j = reader.value();
  reader.end();
  return j;
}

}  // namespace tenon_test
