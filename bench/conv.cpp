// SPDX-License-Identifier: MIT
// Convolutions, their gradients and pools, one kernel a row, on images that fit the second cache.
#include "harness.hpp"
#include "peer_conv.hpp"

#include <tenon/tenon.hpp>

#include <algorithm>
#include <cmath>
#include <memory>

#if defined(TENON_BENCH_EIGEN)
#include "peer_eigen_conv.hpp"
#endif

namespace tn = tenon;

namespace {

using bench::ConvJob;
using bench::Sliding;

constexpr int batch = 8;

/// What our functions take and give.
template <class X, class K, class Y>
struct Data {
  X x{};
  K kernel{};
  Y y{}, out{};
  X dx{};
  K dkernel{};
};

/// In the plainest way, in double.
bench::Values reference(ConvJob const& j) {
  bench::Values r(j.result_size(), j.kind == Sliding::max_pool ? -1e300 : 0.0);
  int const filters =
      j.kind == Sliding::conv || j.kind == Sliding::input_gradient || j.kind == Sliding::kernel_gradient ? j.filters : 1;
  if (j.pools()) {
    ConvJob w = j;
    w.kind = Sliding::depthwise;
    w.stride = j.taps[0];
    w.for_each_tap([&](std::size_t x, std::size_t y, std::size_t) {
      for (std::size_t c = 0; c < std::size_t(j.channels); ++c)
        if (double const value = j.x[x + c]; j.kind == Sliding::max_pool)
          r[y + c] = std::max(r[y + c], value);
        else
          r[y + c] += value / j.tap_count();
    });
    return r;
  }
  j.for_each_tap([&](std::size_t x, std::size_t y, std::size_t k) {
    for (std::size_t c = 0; c < std::size_t(j.channels); ++c)
      for (std::size_t f = 0; f < std::size_t(filters); ++f) {
        std::size_t const w = k + c * std::size_t(filters) + f;
        switch (j.kind) {
          case Sliding::conv: r[y + f] += double(j.x[x + c]) * double(j.kernel[w]); break;
          case Sliding::input_gradient: r[x + c] += double(j.y[y + f]) * double(j.kernel[w]); break;
          case Sliding::kernel_gradient: r[w] += double(j.x[x + c]) * double(j.y[y + f]); break;
          default: r[y + c] += double(j.x[x + c]) * double(j.kernel[w]);
        }
      }
  });
  return r;
}

template <class X, class K, class Y, class F>
bench::Row row(ConvJob j, F function) {
  auto const d = std::make_shared<Data<X, K, Y>>();
  j.x = d->x.data(), j.kernel = d->kernel.data(), j.y = d->y.data(), j.data = d;
  if (j.pools()) j.stride = j.taps[0];
  bench::Noise noise(5);
  noise.fill(d->x.data(), d->x.size);
  noise.fill(d->kernel.data(), d->kernel.size, 2 / std::sqrt(double(j.tap_count() * j.channels)));
  noise.fill(d->y.data(), d->y.size, j.kind == Sliding::kernel_gradient ? 0.05 : 1);
  if constexpr (requires { function.prepare(*d); }) function.prepare(*d);
  bench::Row r;
  r.expected = reference(j);
  r.tolerance = 2e-5;
  float const* const to = j.kind == Sliding::input_gradient    ? d->dx.data()
                          : j.kind == Sliding::kernel_gradient ? d->dkernel.data()
                                                               : d->out.data();
  r.ours = bench::conv_contestant("tenon", j, [d, function] { function(*d); }, [to] { return to; });
#if defined(TENON_BENCH_EIGEN)
  auto const eigen = std::make_shared<bench::EigenConv>(j);
  r.peers.push_back(bench::conv_contestant("eigen", j, [eigen] { (*eigen)(); }, [eigen] { return eigen->result(); }));
#endif
  for (bench::ConvPeer const peer : bench::conv_peers()) peer(j, r.peers);
  // Products with padding are no work.
  j.for_each_tap([&](std::size_t, std::size_t, std::size_t) {
    r.flops += j.pools() || j.kind == Sliding::depthwise ? (j.pools() ? 1 : 2) * j.channels : 2.0 * j.channels * j.filters;
  });
  return r;
}

template <std::size_t... N>
using Of = tn::Tensor<float, N...>;

/// Images of `Size` squared, kernels of `Taps` squared, with zeros around or without. Peers run what `kind` says.
template <std::size_t Size, std::size_t Taps, std::size_t Channels, std::size_t Filters, bool Same>
struct Conv2d {
  static constexpr std::size_t windows = Same ? Size : Size - Taps + 1;
  using X = Of<batch, Size, Size, Channels>;
  using K = Of<Taps, Taps, Channels, Filters>;
  using Y = Of<batch, windows, windows, Filters>;
  static constexpr auto conv = [](auto const& x, auto const& k) {
    if constexpr (Same)
      return tn::conv2d(x, k, tn::same);
    else
      return tn::conv2d(x, k);
  };
  static constexpr auto seen = [](auto const& x, auto const& k, auto const& g) { return tn::sum(conv(x, k) * g); };
  static ConvJob job(Sliding kind) {
    constexpr int size = int(Size), taps = int(Taps), pad = Same ? taps / 2 : 0;
    return {kind, batch, {size, size}, int(Channels), int(Filters), {taps, taps}, 1, {pad, pad}, {pad, pad}};
  }
  static bench::Row forward() {
    return row<X, K, Y>(job(Sliding::conv), [](auto& d) { tn::run_into(d.out, conv, d.x, d.kernel); });
  }
  static bench::Row input_gradient() {
    return row<X, K, Y>(job(Sliding::input_gradient), [](auto& d) { tn::run_into(d.dx, tn::grad<0>(seen), d.x, d.kernel, d.y); });
  }
  static bench::Row kernel_gradient() {
    return row<X, K, Y>(job(Sliding::kernel_gradient),
                        [](auto& d) { tn::run_into(d.dkernel, tn::grad<1>(seen), d.x, d.kernel, d.y); });
  }
};

/// A convolution as `nn::packed` makes it, its kernel transformed beforehand.
template <std::size_t Channels>
struct PackedConv {
  using Layer = tn::nn::PackedConv2DLayer<Channels, Channels, tn::nn::Size<3>, tn::nn::Same, tn::nn::NoBias>;
  std::shared_ptr<Layer> layer = std::make_shared<Layer>();
  void prepare(auto const& d) {
    auto const conv = std::make_unique<typename Layer::conv_type>();
    std::copy(d.kernel.begin(), d.kernel.end(), conv->kernel.begin());
    layer->pack(*conv);
  }
  void operator()(auto& d) const {
    constexpr auto conv = [](auto const& x, auto const& kernel) { return tn::WinogradConvolve<true, false>::call(x, kernel); };
    tn::run_into(d.out, conv, d.x, layer->kernel);
  }
};
template <std::size_t Images, std::size_t Size, std::size_t Channels>
bench::Row packed() {
  constexpr int size = int(Size), channels = int(Channels);
  using X = Of<Images, Size, Size, Channels>;
  ConvJob job{Sliding::conv, int(Images), {size, size}, channels, channels, {3, 3}, 1, {1, 1}, {1, 1}};
  job.predicts = true;
  return row<X, Of<3, 3, Channels, Channels>, X>(job, PackedConv<Channels>{});
}

bench::Row depthwise() {
  constexpr auto conv = [](auto const& x, auto const& k) { return tn::depthwise_conv2d(x, k, tn::same); };
  using X = Of<batch, 16, 16, 32>;
  return row<X, Of<3, 3, 32, 1>, X>({Sliding::depthwise, batch, {16, 16}, 32, 32, {3, 3}, 1, {1, 1}, {1, 1}},
                                    [conv](auto& d) { tn::run_into(d.out, conv, d.x, d.kernel); });
}

bench::Row causal() {
  constexpr auto conv = [](auto const& x, auto const& k) { return tn::conv1d(x, k, tn::causal); };
  return row<Of<batch, 256, 16>, Of<4, 16, 32>, Of<batch, 256, 32>>(
      {Sliding::conv, batch, {1, 256}, 16, 32, {1, 4}, 1, {0, 3}, {0, 0}},
      [conv](auto& d) { tn::run_into(d.out, conv, d.x, d.kernel); });
}

template <bool Max>
bench::Row pool() {
  constexpr auto fold = [](auto const& x) {
    if constexpr (Max)
      return tn::max_pool2d<2>(x);
    else
      return tn::avg_pool2d<2>(x);
  };
  return row<Of<batch, 28, 28, 16>, Of<1>, Of<batch, 14, 14, 16>>(
      {Max ? Sliding::max_pool : Sliding::avg_pool, batch, {28, 28}, 16, 16, {2, 2}},
      [fold](auto& d) { tn::run_into(d.out, fold, d.x); });
}

[[maybe_unused]] bool const added = [] {
  using Same = Conv2d<16, 3, 32, 32, true>;
  using Second = Conv2d<14, 5, 6, 16, false>;  // of the LeNet
  bench::add("conv_3x3_32_32", Same::forward);
  bench::add("conv_3x3_32_32_by_input", Same::input_gradient);
  bench::add("conv_3x3_32_32_by_kernel", Same::kernel_gradient);
  bench::add("conv_3x3_64_64", Conv2d<16, 3, 64, 64, true>::forward);
  bench::add("conv_packed_3x3_16_16", packed<1, 28, 16>);
  bench::add("conv_packed_3x3_32_32", packed<batch, 16, 32>);
  bench::add("conv_packed_3x3_64_64", packed<batch, 16, 64>);
  bench::add("conv_packed_3x3_64_64_one", packed<1, 28, 64>);
  bench::add("conv_packed_3x3_128_128_one", packed<1, 28, 128>);
  bench::add("conv_5x5_1_8", Conv2d<28, 5, 1, 8, false>::forward);
  bench::add("conv_5x5_6_16", Second::forward);
  bench::add("conv_5x5_6_16_by_input", Second::input_gradient);
  bench::add("conv_5x5_6_16_by_kernel", Second::kernel_gradient);
  bench::add("conv_1x1_64_64", Conv2d<16, 1, 64, 64, false>::forward);
  bench::add("conv_depthwise_3x3_32", depthwise);
  bench::add("conv_causal_4_16_32", causal);
  bench::add("pool_max_2x2_16", pool<true>);
  return bench::add("pool_avg_2x2_16", pool<false>);
}();

}  // namespace
