// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/context.hpp>

/// Lists of modules as fields of one. Their names in paths are their numbers.
namespace tenon::nn {

namespace detail {

template <std::size_t I, class L>
struct LayerSlot {
  L layer;
};
/// The number of a layer as text, its name in paths.
template <std::size_t I, class Seq = std::make_index_sequence<(I < 10    ? 1
                                                               : I < 100 ? 2
                                                                         : 3)>>
struct NumberName;
template <std::size_t I, std::size_t... Digit>
struct NumberName<I, std::index_sequence<Digit...>> {
  static constexpr char digit(std::size_t place) {
    std::size_t n = I;
    for (std::size_t k = sizeof...(Digit) - 1; k > place; --k) n /= 10;
    return static_cast<char>('0' + n % 10);
  }
  static constexpr char digits[sizeof...(Digit) + 1] = {digit(Digit)..., '\0'};
  static constexpr tenon::detail::FixedString<sizeof...(Digit) + 1> text{digits};
};

/// Layer number I of a Sequential as a field.
template <std::size_t I>
struct LayerField {
  static constexpr auto text = NumberName<I>::text;
  static constexpr char const* c_str() { return text.text; }
  template <class L>
  static constexpr L& get(LayerSlot<I, L>& s) {
    return s.layer;
  }
  template <class L>
  static constexpr L const& get(LayerSlot<I, L> const& s) {
    return s.layer;
  }
  template <class S>
  constexpr auto& operator()(S& s) const {
    return get(s);
  }
};

template <class Seq, class... L>
struct LayerListBase;
template <std::size_t... I, class... L>
struct LayerListBase<std::index_sequence<I...>, L...> : LayerSlot<I, L>... {
  using tenon_module_type = LayerListBase;
  static constexpr std::size_t layer_count = sizeof...(L);

  using tenon_fields = tenon::detail::Fields<LayerField<I>...>;
  static constexpr auto tenon_check() { return tenon::detail::FieldList<tenon_fields>::template check<LayerListBase>(); }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return tenon::detail::hana_tuple_of(F{});
    }
  };

  /// Module number J, from 0.
  template <std::size_t J>
  constexpr auto& layer() {
    return LayerField<J>::get(*this);
  }
  template <std::size_t J>
  constexpr auto const& layer() const {
    return LayerField<J>::get(*this);
  }
};

/// An element of an array of layers as a field.
template <std::size_t I>
struct ElementField {
  static constexpr auto text = NumberName<I>::text;
  static constexpr char const* c_str() { return text.text; }
  template <class S>
  constexpr auto& operator()(S& s) const {
    return s.layers[I];
  }
};
template <class Seq>
struct ElementFields;
template <std::size_t... I>
struct ElementFields<std::index_sequence<I...>> : std::type_identity<tenon::detail::Fields<ElementField<I>...>> {};

}  // namespace detail

/// Modules of several types as one field: `list.layer<2>()`.
template <class... L>
struct LayerList : detail::LayerListBase<std::index_sequence_for<L...>, L...> {};

/// N layers of one type as one field, for layers that contain a list: `for (auto const& layer : layers) x = layer.call(x);`
template <class L, std::size_t N>
struct LayerArray {
  L layers[N > 0 ? N : 1]{};

  using tenon_module_type = LayerArray;
  using tenon_fields = typename detail::ElementFields<std::make_index_sequence<N>>::type;
  static constexpr auto tenon_check() { return tenon::detail::FieldList<tenon_fields>::template check<LayerArray>(); }
  struct hana_accessors_impl {
    template <class F = tenon_fields>
    static constexpr auto apply() {
      return tenon::detail::hana_tuple_of(F{});
    }
  };

  static constexpr std::size_t size() { return N; }
  constexpr L& operator[](std::size_t i) { return layers[i]; }
  constexpr L const& operator[](std::size_t i) const { return layers[i]; }
  constexpr L* begin() { return layers; }
  constexpr L* end() { return layers + N; }
  constexpr L const* begin() const { return layers; }
  constexpr L const* end() const { return layers + N; }
};

}  // namespace tenon::nn
