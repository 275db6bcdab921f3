// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/rnn.hpp>

namespace tenon::nn {

namespace detail {

template <class... Shapes>
struct JoinedShapes;
template <class... S>
struct JoinedShapes<StateShapes<S...>> : std::type_identity<StateShapes<S...>> {};
template <class... A, class... B, class... Rest>
struct JoinedShapes<StateShapes<A...>, StateShapes<B...>, Rest...> : JoinedShapes<StateShapes<A..., B...>, Rest...> {};

/// States First and on, as many as the cell has.
template <std::size_t First, class Cell, class States>
constexpr auto states_from(States const& states) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return std::tuple<std::tuple_element_t<First + I, States>...>{std::get<First + I>(states)...};
  }(std::make_index_sequence<StatesFor<typename Cell::value_type, 1, typename Cell::state_shapes>::count>{});
}

/// The shape of what a cell gives for a step of shape In, both without the batch.
template <class Cell, class In>
using CellOutputShape = typename WithoutBatch<
    typename CellOutput<Cell, Traced<typename Cell::value_type, typename WithRows<In, 1>::type>,
                        typename StatesFor<typename Cell::value_type, 1, typename Cell::state_shapes>::traced>::shape_type>::type;

}  // namespace detail

/// Cells one on top of the other, built: each reads the output of the one below. Its states are those of all cells in order.
template <class... Cell>
struct StackedRNNCellsLayer {
  using list = std::tuple<Cell...>;
  static constexpr std::size_t count = sizeof...(Cell);
  using value_type = typename std::tuple_element_t<0, list>::value_type;
  using state_shapes = typename detail::JoinedShapes<typename Cell::state_shapes...>::type;
  static_assert(((detail::input_dropout<Cell> == 0 && detail::recurrent_dropout<Cell> == 0) && ...),
                "StackedRNNCells: cells of a stack have no dropout; use layers one after the other");

  detail::Numbered<std::index_sequence_for<Cell...>, Cell...> cells;
  TENON_MODULE(StackedRNNCellsLayer, cells);
  static constexpr char name[] = "StackedRNNCells";
  template <class S>
  static constexpr bool accepts = detail::accepts_input<std::tuple_element_t<0, list>, S>();

  /// x, (states of the first, of the second, ...) -> output of the last, (all next states)
  constexpr auto call(auto const& x, auto const& states) const { return climb<0, 0>(x, states, std::tuple<>{}); }

 private:
  template <std::size_t I, std::size_t First, class X, class States, class Next>
  constexpr auto climb(X const& x, States const& states, Next const& next) const {
    if constexpr (I == count)
      return std::tuple<X, Next>{x, next};
    else {
      using C = std::tuple_element_t<I, list>;
      auto const mine = detail::states_from<First, C>(states);
      auto const& cell = cells.template get<I>();
      auto const r = detail::advanced(cell, detail::projected(cell, x), mine, detail::AllSeen{});
      return climb<I + 1, First + std::tuple_size_v<std::remove_cvref_t<decltype(mine)>>>(std::get<0>(r), states,
                                                                                          std::tuple_cat(next, std::get<1>(r)));
    }
  }
};

/// Several cells in the place of one: `RNN<StackedRNNCells<LSTMCell<8>, GRUCell<4>>, ReturnSequences>`. Options that a cell has
/// are given to it.
template <class... Cell>
struct StackedRNNCells {
  static_assert(sizeof...(Cell) > 0, "StackedRNNCells: at least one cell");
  static constexpr char name[] = "StackedRNNCells";

  template <class In, class... Built>
  struct Stack {
    template <class C>
    using next_built = typename detail::BuiltLayer<C, In>::type;
    template <class C>
    constexpr auto operator+(std::type_identity<C>) const {
      return Stack<detail::CellOutputShape<next_built<C>, In>, Built..., next_built<C>>{};
    }
    static constexpr std::type_identity<StackedRNNCellsLayer<Built...>> layer{};
  };
  template <class In>
  static constexpr bool accepts = detail::accepts_input<std::tuple_element_t<0, std::tuple<Cell...>>, In>();
  template <class In>
  using build = typename decltype((Stack<In>{} + ... + std::type_identity<Cell>{}).layer)::type;
};

}  // namespace tenon::nn
