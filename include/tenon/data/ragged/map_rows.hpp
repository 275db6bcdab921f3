// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/data/ragged/like.hpp>

namespace tenon {

namespace diagnose {
template <class Result>
inline constexpr bool function_of_rows_gives_numbers = false;
}  // namespace diagnose

namespace ragged {

/// f of each row, which is what x[i] is. Where f gives a number the result is dense, one for each row; where it gives a range of
/// numbers (a vector, span or array), a ragged tensor of those.
/// Example: map_rows([](auto row) { return row.size(); }, r)
template <class F, Ragged X>
constexpr auto map_rows(F const& f, X const& x) {
  using Given = std::remove_cvref_t<decltype(f(x.view()[0]))>;
  auto const view = x.view();
  if constexpr (std::is_arithmetic_v<Given>) {
    auto result = detail::dense_rows<detail::DenseLike<X, Given>>(view.rows());
    std::size_t i = 0;
    for (auto const row : view) result.data()[i++] = f(row);
    return result;
  } else if constexpr (detail::FlatRange<Given>) {
    using Out = typename detail::RaggedResult<detail::is_fixed_ragged<X> && X::ragged_rank == 1, detail::element_in<Given>, 1,
                                              Shape<>, detail::SameCapacities<X>>::type;
    return Out::build([&](auto& b) {
             for (auto const row : view) {
               Given const values = f(row);
               auto const flat = detail::flat_span(values);
               b.append(flat.data(), flat.size());
               b.end_row(0);
             }
           })
        .or_stop("ragged::map_rows");
  } else {
    static_assert(diagnose::function_of_rows_gives_numbers<Given>,
                  "ragged::map_rows: the function must give a number or a range of numbers (what it gives follows)");
    return Invalid{};
  }
}

}  // namespace ragged
}  // namespace tenon
