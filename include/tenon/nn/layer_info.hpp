// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/build.hpp>
#include <tenon/nn/layer_list.hpp>
#include <tenon/nn/train.hpp>
#include <tenon/trace/cost.hpp>

#include <array>

/// What a model is made of, as constants.
namespace tenon::nn {

/// How many numbers a model, or what else it is counted of, keeps: those that are trained, and those that are not: frozen
/// parameters, running statistics and other variables. Hyper-parameters are not among them.
struct WeightCounts {
  std::int64_t trainable = 0, non_trainable = 0, trainable_bytes = 0, non_trainable_bytes = 0;
  constexpr std::int64_t total() const { return trainable + non_trainable; }
  constexpr std::int64_t bytes() const { return trainable_bytes + non_trainable_bytes; }
  constexpr bool operator==(WeightCounts const&) const = default;
};

namespace detail {
template <class X>
constexpr void count_weights(WeightCounts& counts, bool frozen) {
  if constexpr (tenon::detail::TensorField<X>) {
    constexpr auto size = static_cast<std::int64_t>(X::size), bytes = size * std::int64_t(sizeof(typename X::value_type));
    constexpr bool trained = leaf_kind_of<X>() == LeafKind::parameter;
    if (trained && !frozen) {
      counts.trainable += size;
      counts.trainable_bytes += bytes;
    } else if (trained || leaf_kind_of<X>() == LeafKind::state || requires { requires X::is_frozen; }) {
      counts.non_trainable += size;
      counts.non_trainable_bytes += bytes;
    }
  } else if constexpr (Module<X>)
    [&]<class... F>(tenon::detail::Fields<F...>) {
      (count_weights<std::remove_cvref_t<decltype(F{}(std::declval<X&>()))>>(counts,
                                                                             frozen || tenon::detail::is_frozen_module<X>),
       ...);
    }(tenon::detail::FieldsOf<X>{});
}
template <class X>
constexpr WeightCounts weights_in() {
  WeightCounts counts;
  count_weights<X>(counts, false);
  return counts;
}
}  // namespace detail

/// The numbers that a model keeps: `static_assert(weight_counts<Net>.non_trainable == 2 * 16)`.
template <Module Net>
inline constexpr WeightCounts weight_counts = detail::weights_in<Net>();
/// Those that an optimizer keeps for a model beside it: slots of the parameters, counters. None of them is trained.
template <class Opt, Module Net>
inline constexpr WeightCounts optimizer_counts = [] {
  WeightCounts counts = detail::weights_in<Opt>();
  detail::count_weights<detail::SlotTree<Opt, Net>>(counts, true);
  return counts;
}();

/// A layer of a Sequential, or a module or parameter that is a field of another model.
struct LayerInfo {
  char const* name = "";   ///< of the field; a number in a Sequential
  char const* layer = "";  ///< the layer's own `name`, if it has one
  /// The shape of what it gives, without the batch. Of a field of a model it is known where the field is a model with an input.
  Dims output{};
  bool gives = false;
  std::int64_t parameters = 0, bytes = 0;  ///< trained
  WeightCounts weights{};                  ///< all
  std::int64_t flops = 0;                  ///< for one row, where the output is known
};

namespace detail {

template <class R>
struct OneRow;
template <class T, std::size_t... D>
struct OneRow<Input<T, D...>> : std::type_identity<Tensor<T, 1, D...>> {};
template <class... R>
struct OneRow<std::tuple<R...>> : std::type_identity<std::tuple<typename OneRow<R>::type...>> {};

/// The arithmetic of a layer for a row; several inputs are given one after the other, but to a Sequential.
template <class L, class X>
constexpr std::int64_t row_flops(std::type_identity<X>) {
  return cost<L, X>.flops;
}
template <class L, class... X>
constexpr std::int64_t row_flops(std::type_identity<std::tuple<X...>>) {
  if constexpr (requires { L::is_checked_model; })
    return cost<L, std::tuple<X...>>.flops;
  else
    return cost<L, X...>.flops;
}

template <class L>
constexpr LayerInfo basic_info(char const* name) {
  LayerInfo info;
  info.name = name;
  if constexpr (requires { L::name; }) info.layer = L::name;
  info.parameters = parameter_count<L>;
  info.bytes = parameter_bytes<L>;
  info.weights = weights_in<L>();
  return info;
}
/// Of a layer for rows of R.
template <class R, class L>
constexpr LayerInfo info_of(char const* name) {
  LayerInfo info = basic_info<L>(name);
  using Out = Output<L, R>;
  if constexpr (!is_several<Out>) {
    info.output = dims_of<typename Out::shape_type>;
    info.gives = true;
  }
  info.flops = row_flops<L>(std::type_identity<typename OneRow<R>::type>{});
  return info;
}

template <class R, std::size_t N>
struct InfoWalk {
  std::array<LayerInfo, N> all;
};
template <class R, std::size_t N, std::size_t I, class L>
constexpr auto operator>>(InfoWalk<R, N> walk, std::pair<std::integral_constant<std::size_t, I>, std::type_identity<L>>) {
  walk.all[I] = info_of<R, L>(NumberName<I>::text.text);
  return InfoWalk<Output<L, R>, N>{walk.all};
}
template <class Net, std::size_t... I>
constexpr auto chain_info(std::index_sequence<I...>) {
  return (InfoWalk<RowOf<typename Net::input_shape>, sizeof...(I)>{} >> ... >>
          std::pair<std::integral_constant<std::size_t, I>,
                    std::type_identity<std::remove_cvref_t<decltype(std::declval<Net const&>().template layer<I>())>>>{})
      .all;
}

template <class F, class M>
constexpr LayerInfo field_info() {
  using Field = std::remove_cvref_t<decltype(F{}(std::declval<M&>()))>;
  if constexpr (Module<Field> && requires { typename Field::input_shape; })
    return info_of<RowOf<typename Field::input_shape>, Field>(F::c_str());
  else if constexpr (Module<Field>)
    return basic_info<Field>(F::c_str());
  else {
    LayerInfo info;
    info.name = F::c_str();
    if (leaf_kind_of<Field>() == LeafKind::parameter) {
      info.parameters = static_cast<std::int64_t>(Field::size);
      info.bytes = static_cast<std::int64_t>(Field::size * sizeof(typename Field::value_type));
    }
    info.weights = weights_in<Field>();
    return info;
  }
}
template <class Net, class... F>
constexpr auto fields_info(tenon::detail::Fields<F...>) {
  return std::array<LayerInfo, sizeof...(F)>{field_info<F, Net>()...};
}
template <class Net>
constexpr auto infos() {
  if constexpr (requires { Net::is_checked_model; })
    return chain_info<Net>(std::make_index_sequence<Net::layer_count>{});
  else
    return fields_info<Net>(tenon::detail::FieldsOf<Net>{});
}

}  // namespace detail

/// The layers of a Sequential, the fields of another model: `static_assert(layer_info<Net>[1].flops < 1000)`.
template <Module Net>
inline constexpr auto layer_info = detail::infos<Net>();

/// The arithmetic of a model for one row.
template <Module Net>
inline constexpr std::int64_t model_flops = cost<PredictStep<Net, Batch<1>>>.flops;

}  // namespace tenon::nn
