// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/activation.hpp>
#include <tenon/op/signal/convolution.hpp>
#include <tenon/op/signal/winograd.hpp>

/// The convolution of op/signal/winograd.hpp as an op of the graph, for models that only predict.
namespace tenon {

namespace winograd {

/// The register tile of the products: rows by vectors of filters.
struct RegisterTile {
  int rows = 0, vectors = 1;
};
/// The largest one of two: of `tiles` tiles of the image and `filters`, in `registers` registers, with at most `most` elements
/// between the steps of a block. Counted are the slots of multiply-adds, loads and broadcasts, and a part of one for every load
/// of weights, which come from the second cache.
constexpr RegisterTile choose_register_tile(Problem const& p, int lanes, int registers, std::ptrdiff_t most) {
  RegisterTile best;
  double least = 1e300;
  std::ptrdiff_t const points = (p.tile + 2) * (p.tile + 2), tiles = p.tiles();
  for (int vectors = 1; vectors <= 4 && vectors * lanes <= p.filters; ++vectors)
    for (int rows = 1; rows <= tiles && (rows + 1) * vectors + 2 <= registers; ++rows) {
      if (rows > 1 && points * rows * (p.channels + vectors * lanes) > most) break;
      double const adds = rows * vectors / 2.0, loads = (rows + vectors) / 2.0;
      double const busy = adds > loads ? adds : loads;
      std::ptrdiff_t const panel = vectors * lanes;
      double const count = double((p.filters + panel - 1) / panel * ((tiles + rows - 1) / rows));
      double const cost = count * ((busy > 4.5 ? busy : 4.5) + 0.3 * vectors + 0.25);
      if (cost < least) {
        least = cost;
        best = {rows, vectors};
      }
    }
  return best;
}

/// The lanes of one register, or so many as there are elements.
constexpr int lanes_of(std::ptrdiff_t elements, int native) {
  int n = 1;
  while (2 * n <= native && 2 * n <= elements) n *= 2;
  return n;
}

/// Bytes of the stack that a block may take, unless a single tile takes more; little where lanes are scalars, as on a
/// microcontroller.
constexpr std::ptrdiff_t block_bytes(int native) { return (native == 1 ? 12 : 224) * 1024; }

}  // namespace winograd

namespace op {

/// The kernel of the adjoint convolution from a transformed one [points, channels, filters]: [3, 3, filters, channels], taps in
/// reverse order. The form: channels, filters, M.
struct WinogradAdjointKernel {
  static constexpr char name[] = "winograd_adjoint_kernel";
  static constexpr int arity = 1, flops = 2;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[1] = {Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const&, Dims const* in) { return Dims{3, {in[0][1], in[0][2], in[0][0] == 36 ? 4 : 2}}; }
  template <class T>
  TENON_INLINE static constexpr void run(Dims const& form, T const* kernel, T* y) {
    std::ptrdiff_t const channels = form[0], filters = form[1], planes = channels * filters;
    auto restore = [&]<int M>(std::integral_constant<int, M>) {
      for (std::ptrdiff_t c = 0; c < channels; ++c)
        for (std::ptrdiff_t f = 0; f < filters; ++f)
          winograd::transform_plane<M + 2, 3>(kernel + c * filters + f, planes, y + 8 * planes + f * channels + c, -planes,
                                              [](double const* u, double* g) { winograd::Points<M>::restore(u, g); });
    };
    if (form[2] == 4)
      restore(std::integral_constant<int, 4>{});
    else
      restore(std::integral_constant<int, 2>{});
  }
};

/// x [images, height, width, channels], a transformed kernel [points, channels, filters], bias [filters]: the numbers of a
/// winograd::Problem. `attr` is 1 where zeros are around the image, and 2 more where what is negative becomes 0.
struct WinogradConv {
  static constexpr char name[] = "winograd_conv";
  static constexpr int arity = 3, flops = 2;
  static constexpr bool floating_only = true;
  static constexpr Typed operands[3] = {Typed::data, Typed::data, Typed::data}, result = Typed::data;
  static constexpr Dims form(Node const& n, Dims const* in) {
    return Dims{8, {in[0][0], in[0][1], in[0][2], in[0][3], in[1][2], in[1][0] == 36 ? 4 : 2, n.attr & 1, n.attr >> 1}};
  }
  static constexpr BatchPlace batch(Node const&, Dims const*, BatchPlace const* places) {
    BatchPlace const x = places[0];
    bool const rows = x.kind == BatchPlace::here && x.axis == 0;
    bool const others = places[1].kind != BatchPlace::none || places[2].kind != BatchPlace::none;
    return others || (x.kind != BatchPlace::none && !rows) ? BatchPlace{BatchPlace::mixed} : x;
  }
  /// The adjoint with respect to the images is the convolution's, with the kernel restored.
  template <class D>
  static constexpr void derive(D& d) {
    Builder& b = d.builder();
    Value g = d.g();
    if ((d.node().attr & 2) != 0)
      g = elementwise<Where>(elementwise<Greater>(d.out(), constant_like(d.out(), 0)), g, constant_like(g, 0));
    if (d.wants(0)) {
      Dims const k = b[d.in(1).id].dims;
      Value const kernel = routine<WinogradAdjointKernel>(d.node().dtype, Dims{4, {3, 3, k[2], k[1]}}, 0, d.in(1));
      using sliding::Convolution;
      d.add(0, (d.node().attr & 1) != 0 ? Convolve<Convolution::plain, 2, sliding::Amounts<1>>::record(g, kernel)
                                        : Convolve<Convolution::plain, 2, sliding::Amounts<2>>::record(g, kernel));
    }
    if (d.wants(1)) b.fail(RecordError::no_derivative, d.node().dtype, b[d.node().in[1]].dims);  // it is not trained
    if (d.wants(2)) d.add(2, Value{&b, reduce(b, op::sum, g.id, 7)});
  }
  /// In constant evaluation.
  template <class T>
  static constexpr void run(Dims const& form, T const* x, T const* kernel, T const* bias, T* y) {
    auto compute = [&]<int M>(std::integral_constant<int, M>) {
      using Blocks = winograd::Blocks<M, lanes::Lane<T, 1>, lanes::Lane<T, 1>, 1, 1>;
      winograd::Problem const p(form);
      tenon::detail::List<T> scratch(static_cast<int>(Blocks::scratch(p.channels)));
      Blocks::run(p, x, kernel, bias, y, scratch.items);
    };
    if (form[5] == 4)
      compute(std::integral_constant<int, 4>{});
    else
      compute(std::integral_constant<int, 2>{});
  }
  /// In registers.
  template <class Target, class T>
  TENON_INLINE static void run_on(T const* x, T const* kernel, T const* bias, T* y) {
    constexpr winograd::Problem p(Target::form);
    constexpr int native = Target::template lanes<T>, filters = winograd::lanes_of(p.filters, native);
    constexpr winograd::RegisterTile tile =
        winograd::choose_register_tile(p, filters, Target::registers, winograd::block_bytes(native) / std::ptrdiff_t(sizeof(T)));
    using Channels = typename Target::template lane<T, winograd::lanes_of(p.channels, native)>;
    using Blocks = winograd::Blocks<p.tile, Channels, typename Target::template lane<T, filters>, tile.rows, tile.vectors>;
    alignas(64) T scratch[Blocks::scratch(p.channels)];
    Blocks::run(p, x, kernel, bias, y, scratch);
  }
};

}  // namespace op

// clang-format off
template <> struct OpOf<hash_name("winograd_conv")> : std::type_identity<op::WinogradConv> {};
template <> struct OpOf<hash_name("winograd_adjoint_kernel")> : std::type_identity<op::WinogradAdjointKernel> {};
// clang-format on

namespace diagnose {
template <class Image, class Kernel, class... Bias>
inline constexpr bool winograd_operands_fit = false;
}  // namespace diagnose

/// The front-end form: images, a kernel that `winograd::transform_kernel` made, and a bias, which may be missing.
/// [batch, rows, columns, channels], [(M + 2)^2, channels, filters], [filters] -> [batch, rows', columns', filters]
template <bool Same, bool Relu>
struct WinogradConvolve {
  static constexpr bool fits(Dims const& x, Dims const& kernel) {
    return x.rank == 4 && kernel.rank == 3 && (kernel[0] == 16 || kernel[0] == 36) && kernel[1] == x[3] &&
           (Same || (x[1] > 2 && x[2] > 2));
  }
  static constexpr Dims dims_for(Dims const& x, Dims const& kernel) {
    constexpr int less = Same ? 0 : 2;
    return Dims{4, {x[0], x[1] - less, x[2] - less, kernel[2]}};
  }
  template <class X, class K, class... B>
  static constexpr bool ok =
      fits(dims_of<typename X::shape_type>, dims_of<typename K::shape_type>) &&
      std::is_floating_point_v<typename X::value_type> && std::is_same_v<typename X::value_type, typename K::value_type> &&
      (std::is_same_v<typename X::value_type, typename B::value_type> && ...) &&
      ((dims_of<typename B::shape_type> == Dims{1, {dims_of<typename K::shape_type>[2]}}) && ...);
  template <class X, class K, class... B>
  struct Result {
    using value_type = typename X::value_type;
    using shape_type = shape_from<dims_for(dims_of<typename X::shape_type>, dims_of<typename K::shape_type>)>;
    template <int I>
    using operand_type = value_type;
  };
  template <class V>
  static constexpr V record(V x, V kernel, V bias) {
    Builder& b = *x.builder;
    Dims const to = dims_for(b[x.id].dims, b[kernel.id].dims);
    return routine<op::WinogradConv>(b[x.id].dtype, to, (Same ? 1 : 0) + (Relu ? 2 : 0), x, kernel, bias);
  }
  template <class V>
  static constexpr V record(V x, V kernel) {
    Builder& b = *x.builder;
    return record(x, kernel, V{&b, b.constant(b[x.id].dtype, Dims{1, {b[kernel.id].dims[2]}}, 0.0)});
  }
  template <class X, class K, class... B>
  static constexpr auto call(X&& x, K&& kernel, B&&... bias) {
    if constexpr (detail::faulty<WinogradConvolve, X, K, B...>)
      static_assert(diagnose::winograd_operands_fit<detail::shape_of_t<X>, detail::shape_of_t<K>, detail::shape_of_t<B>...>,
                    "winograd convolution: images [batch, rows, columns, channels], a transformed kernel [16 or 36, channels, "
                    "filters] and a bias [filters], of one floating dtype (their shapes follow)");
    return apply<WinogradConvolve>(static_cast<X&&>(x), static_cast<K&&>(kernel), static_cast<B&&>(bias)...);
  }
};

}  // namespace tenon
