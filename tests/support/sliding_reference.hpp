// SPDX-License-Identifier: MIT
#pragma once

#include "support/routine_laws.hpp"

#include <vector>

/// Convolutions and pools by their definitions, one element at a time, on [batch, spatial..., channels].
namespace tenon_test {

/// One spatial axis of a window.
struct Slide {
  int taps = 1, stride = 1, dilation = 1, before = 0, after = 0;
  int windows(int extent) const { return (extent + before + after - dilation * (taps - 1) - 1) / stride + 1; }
  int at(int window, int tap) const { return window * stride + tap * dilation - before; }
};

using Extents = std::vector<int>;

inline int size_of_extents(Extents const& e) {
  int n = 1;
  for (int const x : e) n *= x;
  return n;
}
/// Calls f with every index below the extents.
template <class F>
void for_each_of(Extents const& extents, F const& f) {
  Extents index(extents.size(), 0);
  for (int n = size_of_extents(extents); n > 0; --n) {
    f(index);
    for (std::size_t a = extents.size(); a-- > 0;) {
      if (++index[a] < extents[a]) break;
      index[a] = 0;
    }
  }
}
inline std::size_t flat(Extents const& extents, Extents const& index) {
  int at = 0;
  for (std::size_t a = 0; a < extents.size(); ++a) at = at * extents[a] + index[a];
  return static_cast<std::size_t>(at);
}

/// Calls f(window, tap, place, inside) for every window and tap; `place` is that of the element among the input's.
template <class F>
void slide(Extents const& spatial, std::vector<Slide> const& w, F const& f) {
  Extents windows, taps;
  for (std::size_t i = 0; i < w.size(); ++i) {
    windows.push_back(w[i].windows(spatial[i]));
    taps.push_back(w[i].taps);
  }
  for_each_of(windows, [&](Extents const& window) {
    for_each_of(taps, [&](Extents const& tap) {
      Extents place;
      bool inside = true;
      for (std::size_t i = 0; i < w.size(); ++i) {
        place.push_back(w[i].at(window[i], tap[i]));
        inside = inside && place[i] >= 0 && place[i] < spatial[i];
      }
      f(flat(windows, window), flat(taps, tap), inside ? flat(spatial, place) : 0, inside);
    });
  });
}

struct Layout {
  int batch, channels;
  Extents spatial;
  template <class S>
  static Layout of() {
    tn::Dims const d = tn::dims_of<S>;
    Layout r{d[0], d[d.rank - 1], {}};
    for (int i = 1; i + 1 < d.rank; ++i) r.spatial.push_back(d[i]);
    return r;
  }
  std::size_t at(int row, std::size_t place, int channel) const {
    return (static_cast<std::size_t>(row) * static_cast<std::size_t>(size_of_extents(spatial)) + place) *
               static_cast<std::size_t>(channels) +
           static_cast<std::size_t>(channel);
  }
};

/// y[row, window, filter] = sum of x[row, place, channel] kernel[tap, channel, filter].
template <class X, class K>
std::vector<double> convolved(X const& x, K const& kernel, std::vector<Slide> const& w, int groups = 1) {
  Layout const in = Layout::of<typename X::shape_type>();
  tn::Dims const k = tn::dims_of<typename K::shape_type>;
  int const channels = k[k.rank - 2], filters = k[k.rank - 1], per_group = filters / groups;
  std::size_t windows = 1;
  for (std::size_t i = 0; i < w.size(); ++i) windows *= static_cast<std::size_t>(w[i].windows(in.spatial[i]));
  std::vector<double> y(static_cast<std::size_t>(in.batch) * windows * static_cast<std::size_t>(filters), 0.0);
  for (int row = 0; row < in.batch; ++row)
    slide(in.spatial, w, [&](std::size_t window, std::size_t tap, std::size_t place, bool inside) {
      if (!inside) return;
      for (int f = 0; f < filters; ++f)
        for (int c = 0; c < channels; ++c)
          y[(static_cast<std::size_t>(row) * windows + window) * static_cast<std::size_t>(filters) +
            static_cast<std::size_t>(f)] +=
              static_cast<double>(x.data()[in.at(row, place, f / per_group * channels + c)]) *
              static_cast<double>(kernel.data()[(tap * static_cast<std::size_t>(channels) + static_cast<std::size_t>(c)) *
                                                    static_cast<std::size_t>(filters) +
                                                static_cast<std::size_t>(f)]);
    });
  return y;
}

/// Small whole numbers: sums of their products are exact in every order.
template <class T, std::size_t... D>
tn::Tensor<T, D...> whole(std::uint64_t seed, int most = 4) {
  tn::Tensor<T, D...> t;
  Random random{seed};
  for (T& v : t) v = static_cast<T>(static_cast<int>(random.bits() % static_cast<unsigned>(2 * most + 1)) - most);
  return t;
}
template <std::size_t... D>
tn::Tensor<double, D...> reals(std::uint64_t seed) {
  tn::Tensor<double, D...> t;
  Random random{seed};
  for (double& v : t) v = random.uniform(-1, 1);
  return t;
}

template <class E>
void check_equal(E const& expression, std::vector<double> const& want) {
  tensor_of<E> const got = expression;
  REQUIRE(got.size == want.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < want.size(); ++i) wrong += static_cast<double>(got.data()[i]) != want[i];
  CHECK(wrong == 0);
}

}  // namespace tenon_test
