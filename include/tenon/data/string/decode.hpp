// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/tensor.hpp>
#include <tenon/data/string/length.hpp>

#include <concepts>
#include <span>

/// Between UTF-8 and code points.
namespace tenon::strings {

namespace detail {

/// f(code point) of each in a text; at what is no UTF-8 what the policy says. The first invalid byte if that is an error, or the
/// end.
template <class F>
constexpr std::size_t each_code_point(std::string_view text, Invalid invalid, std::int32_t replacement, F const& f) {
  for (std::size_t at = 0; at < text.size();) {
    auto const here = utf8::step(text, at);
    if (here.code_point >= 0)
      f(here.code_point);
    else if (invalid == Invalid::error)
      return at;
    else if (invalid == Invalid::replace)
      f(replacement);
    at += here.size;
  }
  return text.size();
}

template <class X>
struct CodePointsOf : std::type_identity<RaggedTensor<std::int32_t>> {};
template <std::size_t N, std::size_t Capacity>
  requires(Capacity != dynamic_capacity)
struct CodePointsOf<BasicStringTensor<Shape<N>, Capacity>>
    : std::type_identity<RaggedTensor<std::int32_t, 1, Shape<>, N, Capacity>> {};

/// What so many rows and code points make.
template <std::size_t... Capacity>
struct EncodedOf : std::type_identity<data::StringRows<>> {};
template <std::size_t Rows, std::size_t CodePoints>
struct EncodedOf<Rows, CodePoints> : std::type_identity<data::BasicStringRows<Shape<>, Rows, 4 * CodePoints>> {};

/// Appends code point `c`, which stands at `position` of string i; false where there is no room.
template <class Buffer>
constexpr data::Outcome encode_one(std::int64_t c, std::size_t i, std::size_t position, Invalid invalid, Buffer& out) {
  if (!utf8::is_code_point(c)) {
    if (invalid == Invalid::error)
      return data::Outcome::failure("string ", i, ", position ", position, ": ", c, " is no code point");
    if (invalid == Invalid::ignore) return {};
    c = replacement_character;
  }
  return out.extend(utf8::encoded(static_cast<std::int32_t>(c))) ? data::Outcome{} : out.fault();
}
template <class Out, class Row>
constexpr data::Result<Out> encode_rows(std::size_t rows, Row const& row, Invalid invalid) {
  typename Out::buffer_type out;
  for (std::size_t i = 0; i < rows; ++i) {
    auto const code_points = row(i);
    for (std::size_t k = 0; k < code_points.size(); ++k)
      if (auto const outcome = encode_one(code_points[k], i, k, invalid, out); !outcome) return outcome;
    if (!out.finish()) return out.fault();
  }
  return Out(std::move(out));
}

/// The shape without its last axis.
template <class S>
using WithoutLast = shape_from<without_axes(dims_of<S>, 1u << (int(S::rank) - 1))>;
}  // namespace detail

/// The code points of each string. What is no UTF-8 is replaced, ignored, or an error that names the string and the byte.
/// [N] -> RaggedTensor<int32> of N rows; rows likewise
template <Strings X>
  requires(X::has_rows ? X::shape_type::rank == 0 : X::shape_type::rank == 1)
constexpr data::Result<typename detail::CodePointsOf<X>::type> try_decode(X const& x, Invalid invalid = Invalid::replace,
                                                                          std::int32_t replacement = replacement_character) {
  typename detail::CodePointsOf<X>::type out;
  tenon::detail::RaggedBuilder<typename detail::CodePointsOf<X>::type> builder(out);
  for (std::size_t i = 0; i < x.elements(); ++i) {
    auto const text = x.element(i);
    auto const end = detail::each_code_point(text, invalid, replacement, [&](std::int32_t c) { builder.append(&c, 1); });
    if (end != text.size()) return detail::no_utf8(i, end);
    builder.end_row(0);
  }
  if (auto const outcome = builder.finish(); !outcome) return outcome;
  return out;
}
/// Of a scalar its code points, in a vector whose length is known at run time.   [] -> Rows<int32>
template <Strings X>
  requires(!X::has_rows && X::shape_type::rank == 0)
data::Result<data::Rows<std::int32_t>> try_decode(X const& x, Invalid invalid = Invalid::replace,
                                                  std::int32_t replacement = replacement_character) {
  data::Rows<std::int32_t> out;
  out.reserve(utf8::count(x.item()));
  auto const end = detail::each_code_point(x.item(), invalid, replacement,
                                           [&](std::int32_t c) { out.push_back(std::span<std::int32_t const, 1>(&c, 1)); });
  if (end != x.item().size()) return detail::no_utf8(0, end);
  return out;
}
template <Strings X>
constexpr auto decode(X const& x, Invalid invalid = Invalid::replace, std::int32_t replacement = replacement_character) {
  static_assert(X::has_rows ? X::shape_type::rank == 0 : X::shape_type::rank <= 1,
                "strings::decode takes a scalar, a vector or rows without axes: of more axes, row by row");
  return try_decode(x, invalid, replacement).or_stop("strings::decode");
}
/// Of a scalar that has N code points, those: another number is an error.   [] -> int32 [N]
template <std::size_t N, Strings X>
constexpr data::Result<Tensor<std::int32_t, N>> try_decode_as(X const& x, Invalid invalid = Invalid::replace) {
  static_assert(!X::has_rows && X::shape_type::rank == 0, "strings::decode_as takes a scalar");
  Tensor<std::int32_t, N> out;
  std::size_t n = 0;
  auto const end = detail::each_code_point(x.item(), invalid, replacement_character, [&](std::int32_t c) {
    if (n < N) out.data()[n] = c;
    ++n;
  });
  if (end != x.item().size()) return detail::no_utf8(0, end);
  if (n != N) return data::Outcome::failure("there are ", n, " characters, not ", N);
  return out;
}
template <std::size_t N, Strings X>
constexpr auto decode_as(X const& x, Invalid invalid = Invalid::replace) {
  return try_decode_as<N>(x, invalid).or_stop("strings::decode_as");
}

/// The strings of rows of code points, as UTF-8. A number that is no code point (a surrogate, beyond U+10FFFF, negative) is
/// replaced by U+FFFD, ignored, or an error that names the string and the position.   RaggedTensor -> StringRows
template <std::integral T, std::size_t... Capacity>
constexpr auto try_encode(RaggedTensor<T, 1, Shape<>, Capacity...> const& x, Invalid invalid = Invalid::replace) {
  using Out = typename detail::EncodedOf<Capacity...>::type;
  return detail::encode_rows<Out>(x.rows(), [&](std::size_t i) { return x[static_cast<std::ptrdiff_t>(i)]; }, invalid);
}
/// The strings along the last axis of a tensor.   [S..., N] -> [S...]
template <std::integral T, class S, class Storage>
  requires(S::rank > 0)
constexpr auto try_encode(BasicTensor<T, S, Storage> const& x, Invalid invalid = Invalid::replace) {
  using Out = BasicStringTensor<detail::WithoutLast<S>, dynamic_capacity>;
  constexpr auto length = static_cast<std::size_t>(dims_of<S>[int(S::rank) - 1]);
  return detail::encode_rows<Out>(
      Out::size, [&](std::size_t i) { return std::span<T const>(x.data() + i * length, length); }, invalid);
}
/// What `decode` of a scalar gave.   Rows -> []
template <std::integral T>
auto try_encode(data::Rows<T> const& x, Invalid invalid = Invalid::replace) {
  return detail::encode_rows<StringTensor<>>(1, [&](std::size_t) { return x.values(); }, invalid);
}
template <class X>
constexpr auto encode(X const& x, Invalid invalid = Invalid::replace) {
  return try_encode(x, invalid).or_stop("strings::encode");
}

}  // namespace tenon::strings
