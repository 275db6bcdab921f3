// SPDX-License-Identifier: MIT
// A cell of a user's own whose next state has another shape.
// EXPECT: recurrent layer: the cell's call(x, states) must give std::tuple(output, std::tuple(state...))
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Cell {
  using value_type = float;
  using state_shapes = tn::nn::StateShapes<tn::Shape<2>>;
  tn::Param<float, 2> leak;
  TENON_MODULE(Cell, leak);
  constexpr auto call(auto const& x, auto const& states) const {
    auto const next = leak * std::get<0>(states) + x;
#ifdef BROKEN
    auto const state = tn::sum<1>(next);
#else
    auto const state = next;
#endif
    return std::tuple{next, std::tuple<std::remove_cvref_t<decltype(state)>>(state)};
  }
};
using Layer = tn::nn::RNN<Cell>::build<tn::Shape<5, 2>>;
tn::Tensor<float, 4, 2> run(Layer const& layer, tn::Tensor<float, 4, 5, 2> const& x) { return tn::call(layer, x); }
