// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/layer/normalization_options.hpp>
#include <tenon/nn/layer/options.hpp>

namespace tenon::nn {

namespace detail {
/// How many groups there are of so many channels: `Groups<-1>` is one for each.
template <class... Options>
constexpr int group_count(int channels) {
  SlidingOptions o;
  option_of_kind<sliding::GroupsOption, Groups<32>, Options...>::apply(o);
  return o.groups == -1 ? channels : o.groups;
}
constexpr Dims grouped(Dims const& d, int axis, int groups) {
  Dims r;
  for (int i = 0; i < d.rank; ++i) {
    if (i == axis) r.push_back(groups);
    r.push_back(i == axis ? d[i] / groups : d[i]);
  }
  return r;
}
}  // namespace detail

/// Built, for `Channels` along its axis.   [batch, ...] -> [batch, ...]
template <std::size_t Channels, class... Options>
struct GroupNormalizationLayer {
  using T = dtype_option<float, Options...>;
  detail::GammaOf<Shape<Channels>, T, Options...> gamma;
  detail::BetaOf<Shape<Channels>, T, Options...> beta;
  Tensor<T> epsilon{detail::epsilon_option<Epsilon<1e-3>, T, Options...>};
  TENON_MODULE(GroupNormalizationLayer, gamma, beta, epsilon);
  static constexpr char name[] = "GroupNormalization";
  static constexpr bool supports_masking = true;
  template <class In>
  static constexpr bool accepts = detail::has_axes<In, Shape<Channels>, Options...>();

  template <Operand X>
  constexpr auto call(X const& x) const {
    using S = typename X::shape_type;
    constexpr std::uint32_t mask = detail::axis_option<Options...>::mask(S::rank);
    constexpr int axis = std::countr_zero(mask), groups = detail::group_count<Options...>(Channels);
    // [batch, .., groups, channels of a group, ..]: all but the batch and the groups is folded.
    using Grouped = shape_from<detail::grouped(dims_of<S>, axis, groups)>;
    constexpr std::uint32_t folded = ((1u << (S::rank + 1)) - 1u) & ~1u & ~(1u << axis);
    auto const z = reshape_to_shape<Grouped>(x);
    auto const d = z - detail::mean_over<folded>(z);
    auto const y = d * rsqrt(detail::mean_over<folded>(square(d)) + epsilon);
    return detail::scaled<mask>(*this, reshape_to_shape<S>(y), detail::OptionList<Options...>{});
  }
};

/// (x - mean) / sqrt(variance + epsilon) gamma + beta, over each group of channels of each row: Wu and He (2018). Options:
/// `Groups<N>` (32; -1 for one for each channel), `Axis<N>` of the channels (the last), `Epsilon<e>` (1e-3), `Gamma<...>` (ones),
/// `Beta<...>` (zeros), `NoScale`, `NoCenter`, `Dtype<T>`.   [batch, S...] -> [batch, S...]
template <class... Options>
struct GroupNormalization {
  static constexpr char name[] = "GroupNormalization";
  using option_list = detail::NormalizationOptions<GroupNormalization, sliding::GroupsOption, Gamma<>, Beta<>, NoScale, NoCenter>;
  using option_check = CheckedOptions<option_list, Options...>;
  template <class In>
  static constexpr int channels = [] {
    using A = detail::axis_option<Options...>;
    if constexpr (A::exist(int(In::rank)))
      return std::popcount(A::mask(int(In::rank) + 1)) == 1 ? dims_of<In>[std::countr_zero(A::mask(int(In::rank) + 1)) - 1] : 0;
    else
      return 0;
  }();
  template <class In>
  using fault = diagnose::groups_do_not_divide<channels<In>, channels<In>, detail::group_count<Options...>(channels<In>)>;
  /// Inputs whose channels the groups divide.
  template <class In>
  static constexpr bool accepts =
      check_options<option_list, Options...>() && channels<In> > 0 &&
      detail::group_count<Options...>(channels<In>) > 0 && channels<In> % detail::group_count<Options...>(channels<In>) == 0;
  template <class In>
  using build = GroupNormalizationLayer<std::size_t(channels<In>), Options...>;
};

}  // namespace tenon::nn
