// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

/// Types as text, for files: "Dense<8,30,Selu>". Compilers differ in spaces, in how they write integer types, enumerators,
/// constants of class type, lambdas and unnamed namespaces: here they do not. Clang leaves default arguments out, GCC writes what
/// the program wrote first: here a template's arguments are taken apart, and all are written. (Not where types and values follow
/// each other in a way that `ArgumentsOf` does not know, and not by compilers before GCC 7 and Clang 19.)
namespace tenon::nn::detail {

template <class T>
constexpr char const* pretty_function() {
  return __PRETTY_FUNCTION__;
}

/// A compiler's text in the common form. Namespaces are left out: to move a type is not to change it.
class TypeText {
 public:
  [[gnu::cold, gnu::noinline]] static std::string of(std::string_view text) { return TypeText(text).read(); }

 private:
  explicit TypeText(std::string_view text) : in_(text) {}

  static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
  }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  std::string read() {
    while (!in_.empty()) {
      char const c = in_[0];
      if (in_.starts_with("<lambda closure object>"))
        in_.remove_prefix(in_.find('>') + 1);
      else if (in_.starts_with("<lambda(") || in_.starts_with("(lambda at ") || in_.starts_with("<unnamed"))
        unnamed();
      else if (in_.starts_with("::"))
        scope();
      else if (c == '"' || c == '\'')
        literal(c);
      else if (is_digit(c) || (c == '-' && in_.size() > 1 && is_digit(in_[1])))
        number();
      else if (is_word(c))
        word();
      else if (c == '(' && is_cast())
        in_.remove_prefix(in_.find(')') + 1);
      else {
        if (c == '{') drop_type();  // of a constant: what follows is its value
        if (c != ' ') out_ += c;
        in_.remove_prefix(1);
      }
    }
    return out_;
  }

  void word() {
    std::size_t n = 0;
    while (n < in_.size() && is_word(in_[n])) ++n;
    auto const text = in_.substr(0, n);
    in_.remove_prefix(n);
    unsigned words = integer_word(text);
    if (words == 0) {
      out_ += text;
      return;
    }
    // "long unsigned int" and "unsigned long" are one type.
    for (;;) {
      auto rest = in_;
      while (rest.starts_with(' ')) rest.remove_prefix(1);
      std::size_t m = 0;
      while (m < rest.size() && is_word(rest[m])) ++m;
      auto const next = integer_word(rest.substr(0, m));
      if (next == 0) break;
      words |= next;
      in_ = rest.substr(m);
    }
    auto const has = [words](std::string_view word) { return (words & integer_word(word)) != 0; };
    if (has("char") && !has("signed") && !has("unsigned"))
      out_ += "char";
    else
      (out_ += has("unsigned") ? 'u' : 'i') += std::to_string(8 * (has("char")    ? sizeof(char)
                                                                   : has("short") ? sizeof(short)
                                                                   : has("long")  ? sizeof(long long)  // as long where it matters
                                                                                  : sizeof(int)));
  }
  /// A bit for each word that names of integer types are made of, 0 for others.
  [[gnu::cold, gnu::noinline]] static unsigned integer_word(std::string_view text) {
    unsigned bit = 1;
    for (std::string_view const word : {"int", "long", "short", "char", "unsigned", "signed"}) {
      if (text == word) return bit;
      bit *= 2;
    }
    return 0;
  }

  void number() {
    std::size_t n = 1;
    while (n < in_.size() && (is_word(in_[n]) || in_[n] == '.' || ((in_[n] == '-' || in_[n] == '+') && (in_[n - 1] == 'e')))) ++n;
    auto text = in_.substr(0, n);
    in_.remove_prefix(n);
    if (text.find('.') == text.npos) {
      while (!is_digit(text.back())) text.remove_suffix(1);  // 8ul
      out_ += text;
      return;
    }
    double value = 0;
    static_cast<void>(std::from_chars(text.data(), text.data() + text.size(), value));
    char shortest[32];
    std::snprintf(shortest, sizeof shortest, "%.6g", value);  // as exact as the coarsest compiler
    out_ += shortest;
  }

  void literal(char quote) {
    std::size_t n = 1;
    while (n < in_.size() && in_[n] != quote) n += in_[n] == '\\' ? 2 : 1;
    n = n < in_.size() ? n + 1 : in_.size();
    out_ += in_.substr(0, n);
    in_.remove_prefix(n);
  }

  /// "(tenon::Padding)7", an enumerator without a name.
  bool is_cast() const {
    auto const end = in_.find(')');
    return end + 1 < in_.size() && end != in_.npos && (is_digit(in_[end + 1]) || in_[end + 1] == '-') &&
           in_.substr(1, end - 1).find_first_of("(<") == in_.npos;
  }

  void unnamed() {
    int open = 0;
    std::size_t n = 0;
    do {
      char const c = in_[n++];
      open += c == '<' || c == '(' ? 1 : c == '>' || c == ')' ? -1 : 0;
    } while (open > 0 && n < in_.size());
    in_.remove_prefix(n);
    while (in_.starts_with("{}") || in_.starts_with("()")) in_.remove_prefix(2);
    out_ += "lambda";
  }

  /// What stands before "::" goes away, unless it is a template: its arguments may matter.
  void scope() {
    in_.remove_prefix(2);
    if (out_.ends_with('>')) {
      out_ += "::";
      return;
    }
    if (out_.ends_with(')')) drop_to('(', ')');
    if (out_.ends_with('}')) drop_to('{', '}');
    drop_word();
  }
  void drop_type() {
    if (out_.ends_with('>')) drop_to('<', '>');
    drop_word();
  }
  void drop_to(char begin, char end) {
    int open = 0;
    while (!out_.empty()) {
      char const c = out_.back();
      out_.pop_back();
      open += c == end ? 1 : c == begin ? -1 : 0;
      if (open == 0) return;
    }
  }
  void drop_word() {
    while (!out_.empty() && is_word(out_.back())) out_.pop_back();
  }

  std::string_view in_;
  std::string out_;
};

template <auto V>
constexpr char const* pretty_value() {
  return __PRETTY_FUNCTION__;
}
/// What follows "T = " in a compiler's text of a function with one template argument.
[[gnu::cold, gnu::noinline]] inline std::string argument_text(std::string_view text) {
  text.remove_prefix(text.find(" = ") + 3);
  text.remove_suffix(1);
  return TypeText::of(text);
}
template <class T>
[[gnu::cold]] std::string type_text();
template <auto V>
[[gnu::cold]] std::string value_text() {
  return argument_text(pretty_value<V>());
}

/// The arguments of a template, all of them; `known` is false of what is none, and of what cannot be taken apart.
template <class T>
struct ArgumentsOf {
  static constexpr bool known = false;
};
struct KnownArguments {
  static constexpr bool known = true;
};
template <template <class...> class C, class... T>
struct ArgumentsOf<C<T...>> : KnownArguments {
  static std::vector<std::string> texts() { return {type_text<T>()...}; }
};
template <template <auto...> class C, auto... V>
struct ArgumentsOf<C<V...>> : KnownArguments {
  static std::vector<std::string> texts() { return {value_text<V>()...}; }
};
// Mixed ones: one of the last kind at least, or else two of these would fit.
template <template <auto, class...> class C, auto A, class T, class... U>
struct ArgumentsOf<C<A, T, U...>> : KnownArguments {
  static std::vector<std::string> texts() { return {value_text<A>(), type_text<T>(), type_text<U>()...}; }
};
template <template <auto, auto, class...> class C, auto A, auto B, class T, class... U>
struct ArgumentsOf<C<A, B, T, U...>> : KnownArguments {
  static std::vector<std::string> texts() { return {value_text<A>(), value_text<B>(), type_text<T>(), type_text<U>()...}; }
};
template <template <auto, auto, auto, class...> class C, auto A, auto B, auto D, class T, class... U>
struct ArgumentsOf<C<A, B, D, T, U...>> : KnownArguments {
  static std::vector<std::string> texts() {
    return {value_text<A>(), value_text<B>(), value_text<D>(), type_text<T>(), type_text<U>()...};
  }
};
template <template <auto, auto, auto, auto, class...> class C, auto A, auto B, auto D, auto E, class T, class... U>
struct ArgumentsOf<C<A, B, D, E, T, U...>> : KnownArguments {
  static std::vector<std::string> texts() {
    return {value_text<A>(), value_text<B>(), value_text<D>(), value_text<E>(), type_text<T>(), type_text<U>()...};
  }
};
template <template <auto, class, auto...> class C, auto A, class T, auto V, auto... W>
struct ArgumentsOf<C<A, T, V, W...>> : KnownArguments {
  static std::vector<std::string> texts() { return {value_text<A>(), type_text<T>(), value_text<V>(), value_text<W>()...}; }
};
template <template <class, auto...> class C, class T, auto V, auto... W>
struct ArgumentsOf<C<T, V, W...>> : KnownArguments {
  static std::vector<std::string> texts() { return {type_text<T>(), value_text<V>(), value_text<W>()...}; }
};
template <template <class, class, auto...> class C, class T, class U, auto V, auto... W>
struct ArgumentsOf<C<T, U, V, W...>> : KnownArguments {
  static std::vector<std::string> texts() { return {type_text<T>(), type_text<U>(), value_text<V>(), value_text<W>()...}; }
};

/// "Dense<8,30>" with other arguments.
[[gnu::cold, gnu::noinline]] inline std::string with_arguments(std::string text, std::vector<std::string> const& arguments) {
  std::size_t begin = 0;  // of the last list that stands in no other
  char quote = 0;
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    if (quote != 0)
      i += c == '\\' ? 1 : 0, quote = c == quote ? char(0) : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '<' && open++ == 0)
      begin = i;
    else if (c == '>')
      --open;
  }
  text.resize(begin + 1);
  for (std::size_t i = 0; i < arguments.size(); ++i) (text += i == 0 ? "" : ",") += arguments[i];
  return text += '>';
}

template <class T>
[[gnu::cold]] std::string type_text() {
  std::string text = argument_text(pretty_function<T>());
  if constexpr (ArgumentsOf<T>::known)
    if (text.ends_with('>')) return with_arguments(text, ArgumentsOf<T>::texts());
  return text;
}

}  // namespace tenon::nn::detail
