// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/string/case.hpp>
#include <tenon/data/string/ragged.hpp>
#include <tenon/data/string/utf8.hpp>

namespace tenon::strings {

namespace detail {

/// Where the parts of X lie: of rows or a vector, a row for each string; of a scalar, strings.
template <class X>
struct PartsOf : std::type_identity<RaggedStrings> {};
template <std::size_t N, std::size_t Capacity>
  requires(Capacity != dynamic_capacity)
struct PartsOf<BasicStringTensor<Shape<N>, Capacity>>  // one part a byte, and empty ones between separators
    : std::type_identity<BasicRaggedStrings<N, Capacity + N, Capacity>> {};
template <std::size_t Capacity>
struct PartsOf<BasicStringTensor<Shape<>, Capacity>>
    : std::type_identity<data::BasicStringRows<Shape<>, Capacity == dynamic_capacity ? Capacity : Capacity + 1, Capacity>> {};
template <>
struct PartsOf<StringTensorView<Shape<>>> : std::type_identity<data::StringRows<>> {};

/// parts(text, add) of each string; `add` takes one part and says whether there was room.
template <Strings X, class F>
constexpr auto try_parts(X const& x, F const& parts) {
  static_assert(X::has_rows ? X::shape_type::rank == 0 : X::shape_type::rank <= 1,
                "strings: what takes strings apart takes a scalar, a vector or rows without axes: of more axes, row by row");
  using Out = typename PartsOf<X>::type;
  constexpr bool ragged = X::has_rows || X::shape_type::rank > 0;
  auto values = [] {
    if constexpr (ragged)
      return typename Out::values_type::buffer_type();
    else
      return typename Out::buffer_type();
  }();
  values.reserve(0, bytes_of(x));
  bool fits = true;
  auto const add = [&](std::string_view part) { return fits = values.append(part); };
  if constexpr (ragged) {
    typename Out::splits_type splits;
    std::int64_t end = 0;
    static_cast<void>(splits.append(&end, 1));
    for (std::size_t i = 0; i < x.elements() && fits; ++i) {
      parts(x.element(i), add);
      end = static_cast<std::int64_t>(values.count());
      static_cast<void>(splits.append(&end, 1));
    }
    if (!fits) return data::Result<Out>(values.fault());
    return data::Result<Out>(Out(typename Out::values_type(std::move(values)), std::move(splits)));
  } else {
    parts(x.element(0), add);
    return fits ? data::Result<Out>(Out(std::move(values))) : data::Result<Out>(values.fault());
  }
}

constexpr std::size_t all_parts = static_cast<std::size_t>(-1);
}  // namespace detail

/// The parts between separators, empty ones too; "" has one part, which is empty. At most `most` times it is split, from left to
/// right; the rest stays one part.   [N] -> RaggedStrings of N rows, [] -> StringRows
template <Strings X>
constexpr auto split(X const& x, std::string_view separator, std::size_t most = detail::all_parts) {
  if (separator.empty())
    data::Outcome::failure("the separator is empty: split(x) splits at white space").or_stop("strings::split");
  return detail::try_parts(x,
                           [=](std::string_view text, auto const& add) {
                             for (std::size_t n = 0; n < most; ++n) {
                               auto const at = text.find(separator);
                               if (at == text.npos) break;
                               if (!add(tenon::detail::part_of(text, 0, at))) return;
                               text.remove_prefix(at + separator.size());
                             }
                             add(text);
                           })
      .or_stop("strings::split");
}

/// The words between white space of ASCII; there are no empty ones. At most `most` times it is split.
/// [N] -> RaggedStrings of N rows, [] -> StringRows
template <Strings X>
constexpr auto split(X const& x, std::size_t most = detail::all_parts) {
  return detail::try_parts(x,
                           [=](std::string_view text, auto const& add) {
                             text = detail::stripped(text);
                             for (std::size_t n = 0; !text.empty(); ++n) {
                               std::size_t end = 0;
                               while (end < text.size() && (n >= most || !detail::is_space(text[end]))) ++end;
                               if (!add(tenon::detail::part_of(text, 0, end))) return;
                               text = detail::stripped(tenon::detail::part_of(text, end));
                             }
                           })
      .or_stop("strings::split");
}

/// Each byte as a string.   [N] -> RaggedStrings of N rows, [] -> StringRows
template <Strings X>
constexpr auto bytes_split(X const& x) {
  return detail::try_parts(x,
                           [](std::string_view text, auto const& add) {
                             for (std::size_t at = 0; at < text.size(); ++at)
                               if (!add(tenon::detail::part_of(text, at, 1))) return;
                           })
      .or_stop("strings::bytes_split");
}

/// Each character (code point) as a string; what is no UTF-8 is a string of its own, unchanged.
/// [N] -> RaggedStrings of N rows, [] -> StringRows
template <Strings X>
constexpr auto unicode_split(X const& x) {
  return detail::try_parts(x,
                           [](std::string_view text, auto const& add) {
                             for (std::size_t at = 0; at < text.size();) {
                               auto const size = utf8::step(text, at).size;
                               if (!add(tenon::detail::part_of(text, at, size))) return;
                               at += size;
                             }
                           })
      .or_stop("strings::unicode_split");
}

/// The strings of each row put together, with the separator between them: the inverse of `split(x, separator)`.   rows -> rows
template <std::size_t MostRows, std::size_t MostStrings, std::size_t Capacity>
constexpr data::Result<data::BasicStringRows<Shape<>, MostRows, Capacity>>
try_reduce_join(BasicRaggedStrings<MostRows, MostStrings, Capacity> const& x, std::string_view separator = {}) {
  using Out = data::BasicStringRows<Shape<>, MostRows, Capacity>;
  typename Out::buffer_type out;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    bool first = true;
    for (auto const text : x[i]) {
      if (!((first || out.extend(separator)) && out.extend(text))) return out.fault();
      first = false;
    }
    if (!out.finish()) return out.fault();
  }
  return Out(std::move(out));
}
template <std::size_t MostRows, std::size_t MostStrings, std::size_t Capacity>
constexpr auto reduce_join(BasicRaggedStrings<MostRows, MostStrings, Capacity> const& x, std::string_view separator = {}) {
  return try_reduce_join(x, separator).or_stop("strings::reduce_join");
}

}  // namespace tenon::strings
