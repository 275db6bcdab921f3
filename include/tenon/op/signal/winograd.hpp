// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>
#include <tenon/op/list.hpp>
#include <tenon/op/routine.hpp>
#include <tenon/op/signal/sliding.hpp>

/// Convolutions of three times three taps with fewer products (Winograd, "Arithmetic Complexity of Computations", 1980; Lavin and
/// Gray, 2016). A row of M windows is a product of polynomials, worked out from its values at M + 2 points: 0, some pairs of +p
/// and -p, and infinity. On images that is done along both axes: (M + 2)^2 products for M^2 windows instead of 9 M^2.
namespace tenon::winograd {

/// Along one axis: what becomes of M + 2 inputs, of three taps, and of M + 2 products.
template <int M>
struct Points;

/// 0, 1, -1, infinity.
template <>
struct Points<2> {
  template <class L>
  TENON_INLINE static constexpr void input(L const* d, L* v) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[3] - d[1];
  }
  template <class T>
  static constexpr void taps(T const* g, T* u) {
    u[0] = g[0];
    u[1] = (g[0] + g[1] + g[2]) / 2;
    u[2] = (g[0] - g[1] + g[2]) / 2;
    u[3] = g[2];
  }
  template <class T>
  static constexpr void restore(T const* u, T* g) {
    g[0] = u[0];
    g[1] = u[1] - u[2];
    g[2] = u[3];
  }
  template <class L>
  TENON_INLINE static constexpr void output(L const* m, L* y) {
    y[0] = m[0] + (m[1] + m[2]);
    y[1] = (m[1] - m[2]) + m[3];
  }
};

/// 0, a, -a, b, -b, infinity, where a b = 1: the powers of both stay of one size, and errors of rounding small.
template <>
struct Points<4> {
  static constexpr double a = 0.70710678118654752, b = 1.41421356237309505, aa = 0.5, bb = 2;
  /// What the polynomial with roots at all points but one has there.
  static constexpr double of_a = 1 / (2 * aa * (aa - bb)), of_b = 1 / (2 * bb * (bb - aa));
  template <class L>
  TENON_INLINE static constexpr void input(L const* d, L* v) {
    L const even_a = fma(times<L>(-bb), d[2], d[4]), odd_a = fma(times<L>(-bb), d[1], d[3]);
    L const even_b = fma(times<L>(-aa), d[2], d[4]), odd_b = fma(times<L>(-aa), d[1], d[3]);
    v[0] = fma(times<L>(-aa - bb), d[2], d[0] + d[4]);
    v[1] = fma(times<L>(a), odd_a, even_a);
    v[2] = fma(times<L>(-a), odd_a, even_a);
    v[3] = fma(times<L>(b), odd_b, even_b);
    v[4] = fma(times<L>(-b), odd_b, even_b);
    v[5] = fma(times<L>(-aa - bb), d[3], d[1] + d[5]);
  }
  template <class T>
  static constexpr void taps(T const* g, T* u) {
    u[0] = g[0];
    u[1] = (g[0] + T(a) * g[1] + T(aa) * g[2]) * T(of_a);
    u[2] = (g[0] - T(a) * g[1] + T(aa) * g[2]) * T(of_a);
    u[3] = (g[0] + T(b) * g[1] + T(bb) * g[2]) * T(of_b);
    u[4] = (g[0] - T(b) * g[1] + T(bb) * g[2]) * T(of_b);
    u[5] = g[2];
  }
  template <class T>
  static constexpr void restore(T const* u, T* g) {
    g[0] = u[0];
    g[1] = (u[1] - u[2]) / T(2 * a * of_a);
    g[2] = u[5];
  }
  template <class L>
  TENON_INLINE static constexpr void output(L const* m, L* y) {
    L const even_a = m[1] + m[2], odd_a = m[1] - m[2], even_b = m[3] + m[4], odd_b = m[3] - m[4];
    y[0] = m[0] + (even_a + even_b);
    y[1] = fma(times<L>(b), odd_b, times<L>(a) * odd_a);
    y[2] = fma(times<L>(bb), even_b, times<L>(aa) * even_a);
    y[3] = fma(times<L>(b * bb), odd_b, fma(times<L>(a * aa), odd_a, m[5]));
  }

 private:
  template <class L>
  TENON_INLINE static constexpr L times(double c) {
    return L(static_cast<typename L::value_type>(c));
  }
};

/// A plane of From x From weights brought to To x To by `f`, along one axis and then along the other, in double. Weights of a
/// plane are `step` apart, those of the result `to_step`.
template <int From, int To, class T, class F>
constexpr void transform_plane(T const* plane, std::ptrdiff_t step, T* to, std::ptrdiff_t to_step, F const& f) {
  double t[To][From] = {}, in[From] = {}, out[To] = {};
  for (int j = 0; j < From; ++j) {
    for (int i = 0; i < From; ++i) in[i] = static_cast<double>(plane[(i * From + j) * step]);
    f(in, out);
    for (int i = 0; i < To; ++i) t[i][j] = out[i];
  }
  for (int i = 0; i < To; ++i) {
    f(t[i], out);
    for (int j = 0; j < To; ++j) to[(i * To + j) * to_step] = static_cast<T>(out[j]);
  }
}
/// Every plane of a kernel [From, From, channels, filters].
template <int From, int To, class T, class F>
constexpr void transform_planes(std::ptrdiff_t planes, T const* kernel, T* to, F const& f) {
  for (std::ptrdiff_t p = 0; p < planes; ++p) transform_plane<From, To>(kernel + p, planes, to + p, planes, f);
}
/// A kernel [3, 3, channels, filters] at all points: [(M + 2)^2, channels, filters]; `planes` is channels times filters.
template <int M, class T>
constexpr void transform_kernel(std::ptrdiff_t planes, T const* kernel, T* to) {
  transform_planes<3, M + 2>(planes, kernel, to, [](double const* g, double* u) { Points<M>::taps(g, u); });
}
/// The kernel again, but for rounding.
template <int M, class T>
constexpr void restore_kernel(std::ptrdiff_t planes, T const* transformed, T* kernel) {
  transform_planes<M + 2, 3>(planes, transformed, kernel, [](double const* u, double* g) { Points<M>::restore(u, g); });
}

/// A convolution: images [images, height, width, channels], `pad` zeros around them, 3 x 3 taps to `filters`.
struct Problem {
  std::ptrdiff_t images, height, width, channels, filters;
  int tile, pad;
  bool relu;
  constexpr explicit Problem(Dims const& form)
      : images(form[0]), height(form[1]), width(form[2]), channels(form[3]), filters(form[4]), tile(form[5]), pad(form[6]),
        relu(form[7] != 0) {}
  constexpr std::ptrdiff_t windows(std::ptrdiff_t extent) const { return extent + 2 * pad - 2; }
  constexpr std::ptrdiff_t tiles(std::ptrdiff_t extent) const { return (windows(extent) + tile - 1) / tile; }
  constexpr std::ptrdiff_t tiles() const { return images * tiles(height) * tiles(width); }
};

/// How it is done. The products at a point are a matrix product, `Rows` tiles of the image by `Vectors` lanes of filters in
/// registers. So many tiles go through all steps together, and what lies between the steps stays in the caches. C and F are lanes
/// of channels and of filters; where they do not divide them, the last ones overlap those before.
template <int M, class C, class F, int Rows, int Vectors>
struct Blocks {
  using T = typename F::value_type;
  static constexpr int size = M + 2, points = size * size, panel = Vectors * F::size;
  /// Elements that a block needs beside operands and result.
  static constexpr std::ptrdiff_t scratch(std::ptrdiff_t channels) { return points * (step(channels) + step(panel)); }

  TENON_INLINE static constexpr void run(Problem const& p, T const* x, T const* kernel, T const* bias, T* y, T* scratch) {
    T *const v = scratch, *const m = scratch + points * step(p.channels);
    std::ptrdiff_t const tiles = p.tiles();
    for (std::ptrdiff_t block = 0; block < tiles; block += Rows) {
      std::ptrdiff_t const first = smaller(block, tiles - Rows);
      for (int r = 0; r < Rows; ++r) take(p, x, first + r, v + r * p.channels);
      for (std::ptrdiff_t f = 0; f < p.filters; f += panel) {
        std::ptrdiff_t const filter = smaller(f, p.filters - panel);
        for (int e = 0; e < points; ++e)
          multiply(p, v + e * step(p.channels), kernel + e * p.channels * p.filters + filter, m + e * step(panel));
        for (int r = 0; r < Rows; ++r) give(p, m + r * panel, bias + filter, first + r, y + filter);
      }
    }
  }

 private:
  static constexpr std::ptrdiff_t smaller(std::ptrdiff_t a, std::ptrdiff_t b) { return a < b ? a : b; }
  /// From the values at one point to those at the next: an odd number of cache lines, so that points do not meet in a few sets of
  /// the cache.
  static constexpr std::ptrdiff_t step(std::ptrdiff_t width) {
    constexpr std::ptrdiff_t line = 64 / sizeof(T);
    return ((Rows * width + line - 1) / line | 1) * line;
  }

  /// Where a tile is: its image, row and column of its first window.
  struct Place {
    std::ptrdiff_t image, row, column;
  };
  TENON_INLINE static constexpr Place place_of(Problem const& p, std::ptrdiff_t tile) {
    std::ptrdiff_t const across = p.tiles(p.width), down = p.tiles(p.height);
    return {tile / (across * down), tile / across % down * M, tile % across * M};
  }

  /// The values of a tile at all points, for every channel.
  TENON_INLINE static constexpr void take(Problem const& p, T const* x, std::ptrdiff_t tile, T* v) {
    Place const at = place_of(p, tile);
    std::ptrdiff_t const row = at.row - p.pad, column = at.column - p.pad;
    // Of the first element, which may be before the image.
    std::ptrdiff_t const from = ((at.image * p.height + row) * p.width + column) * p.channels;
    if (row >= 0 && column >= 0 && row + size <= p.height && column + size <= p.width)
      for_each_vector<C::size>(p.channels, [&](std::ptrdiff_t channel) TENON_INLINE_LAMBDA {
        take_vector(p, x, from + channel, 0, size, 0, size, v + channel);
      });
    else {
      int const top = int(row < 0 ? -row : 0), bottom = int(smaller(size, p.height - row)), left = int(column < 0 ? -column : 0),
                right = int(smaller(size, p.width - column));
      for_each_vector<C::size>(p.channels, [&](std::ptrdiff_t channel) TENON_INLINE_LAMBDA {
        take_vector(p, x, from + channel, top, bottom, left, right, v + channel);
      });
    }
  }
  template <int N, class Do>
  TENON_INLINE static constexpr void for_each_vector(std::ptrdiff_t count, Do const& f) {
    for (std::ptrdiff_t i = 0; i < count; i += N) f(smaller(i, count - N));
  }
  TENON_INLINE static constexpr void take_vector(Problem const& p, T const* x, std::ptrdiff_t from, int top, int bottom, int left,
                                                 int right, T* v) {
    C t[size][size];
#pragma GCC unroll 8
    for (int j = 0; j < size; ++j) {
      C d[size], s[size];
      bool const column = left <= j && j < right;
#pragma GCC unroll 8
      for (int i = 0; i < size; ++i)
        d[i] = column && top <= i && i < bottom ? C::load(x + (from + (i * p.width + j) * p.channels)) : C(T(0));
      Points<M>::input(d, s);
#pragma GCC unroll 8
      for (int i = 0; i < size; ++i) t[i][j] = s[i];
    }
#pragma GCC unroll 8
    for (int i = 0; i < size; ++i) {
      C s[size];
      Points<M>::input(t[i], s);
#pragma GCC unroll 8
      for (int j = 0; j < size; ++j) s[j].store(v + (i * size + j) * step(p.channels));
    }
  }

  /// The products at one point: [Rows, channels] by [channels, panel].
  TENON_INLINE static constexpr void multiply(Problem const& p, T const* v, T const* kernel, T* m) {
    F sum[Rows][Vectors];
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 32
      for (int i = 0; i < Vectors; ++i) sum[r][i] = F(T(0));
    for (std::ptrdiff_t c = 0; c < p.channels; ++c) {
      F u[Vectors];
#pragma GCC unroll 32
      for (int i = 0; i < Vectors; ++i) u[i] = F::load(kernel + c * p.filters + i * F::size);
#pragma GCC unroll 32
      for (int r = 0; r < Rows; ++r) {
        F const a(v[r * p.channels + c]);
#pragma GCC unroll 32
        for (int i = 0; i < Vectors; ++i) sum[r][i] = fma(a, u[i], sum[r][i]);
      }
    }
#pragma GCC unroll 32
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 32
      for (int i = 0; i < Vectors; ++i) sum[r][i].store(m + r * panel + i * F::size);
  }

  /// The windows of a tile, for the filters of a panel.
  TENON_INLINE static constexpr void give(Problem const& p, T const* m, T const* bias, std::ptrdiff_t tile, T* y) {
    Place const at = place_of(p, tile);
    std::ptrdiff_t const down = p.windows(p.height), across = p.windows(p.width);
    int const rows = int(smaller(M, down - at.row)), columns = int(smaller(M, across - at.column));
    T* const to = y + ((at.image * down + at.row) * across + at.column) * p.filters;
#pragma GCC unroll 32
    for (int f = 0; f < panel; f += F::size) {
      F t[M][size];
#pragma GCC unroll 32
      for (int j = 0; j < size; ++j) {
        F s[size], z[M];
#pragma GCC unroll 32
        for (int i = 0; i < size; ++i) s[i] = F::load(m + (i * size + j) * step(panel) + f);
        Points<M>::output(s, z);
#pragma GCC unroll 32
        for (int i = 0; i < M; ++i) t[i][j] = z[i];
      }
      F const b = F::load(bias + f);
#pragma GCC unroll 32
      for (int i = 0; i < M; ++i) {
        F z[M];
        Points<M>::output(t[i], z);
#pragma GCC unroll 32
        for (int j = 0; j < M; ++j) {
          z[j] = z[j] + b;
          if (p.relu) z[j] = at_least(z[j], F(T(0)));
          if (i < rows && j < columns) z[j].store(to + (i * across + j) * p.filters + f);
        }
      }
    }
  }
};

}  // namespace tenon::winograd
