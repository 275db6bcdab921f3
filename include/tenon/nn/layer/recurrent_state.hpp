// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/sequential.hpp>

/// What a recurrent cell remembers from step to step.
namespace tenon::nn {

/// The shapes of a cell's states, without the batch: `using state_shapes = StateShapes<Shape<20>, Shape<20>>`.
template <class... S>
struct StateShapes {};

namespace detail {

/// A module of numbered fields.
template <class Numbers, class... M>
struct Numbered;
template <std::size_t... I, class... M>
struct Numbered<std::index_sequence<I...>, M...> : LayerSlot<I, M>... {
  using tenon_module_type = Numbered;
  static constexpr std::size_t count = sizeof...(M);

  using tenon_fields = tenon::detail::Fields<LayerField<I>...>;
  static constexpr auto tenon_check() { return tenon::detail::FieldList<tenon_fields>::template check<Numbered>(); }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return tenon::detail::hana_tuple_of(F{});
    }
  };

  /// Field number J, from 0.
  template <std::size_t J>
  constexpr auto& get() {
    return LayerField<J>::get(*this);
  }
  template <std::size_t J>
  constexpr auto const& get() const {
    return LayerField<J>::get(*this);
  }
};

template <class S, std::size_t B>
struct WithRows;
template <std::size_t... D, std::size_t B>
struct WithRows<Shape<D...>, B> : std::type_identity<Shape<B, D...>> {};

template <class T, std::size_t B, class Shapes>
struct StatesFor;
template <class T, std::size_t B, class... S>
struct StatesFor<T, B, StateShapes<S...>> {
  static constexpr std::size_t count = sizeof...(S), batch = B;
  /// Axes of a state, without the batch.
  static constexpr std::size_t rank = [] {
    std::size_t r = 0;
    ((r = r == 0 ? S::rank : r), ...);
    return r;
  }();
  /// Zeros, as a loop's first carry.
  using zeros = std::tuple<BasicTensor<T, typename WithRows<S, B>::type>...>;
  /// What a step is given.
  using traced = std::tuple<Traced<T, typename WithRows<S, B>::type>...>;
  /// Memory that lasts from call to call.
  using variables = Numbered<std::index_sequence_for<S...>, BasicVariable<T, typename WithRows<S, B>::type>...>;
};

/// The values of a state in a trace, as they are now.
template <class State>
constexpr auto values_of(State const& state) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    auto const value = [](auto const& v) {
      using V = std::remove_cvref_t<decltype(v)>;
      return Traced<typename V::value_type, typename V::shape_type>(v.version().builder, v.version().id);
    };
    return std::tuple{value(state.template get<I>())...};
  }(std::make_index_sequence<State::count>{});
}

}  // namespace detail

/// The state of B sequences through a cell, as a value: a module of variables, zeros at first. Copies are independent, so one
/// cell, which is const, serves any number of them, from any number of threads.
template <class Cell, std::size_t B = 1>
using CellState = typename detail::StatesFor<typename Cell::value_type, B, typename Cell::state_shapes>::variables;

}  // namespace tenon::nn
