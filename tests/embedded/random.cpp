// SPDX-License-Identifier: MIT
// Random tensors without a heap: the numbers of the host. Gamma deviates are computed in double and have no place here.
#include "board.hpp"

#include <tenon/embedded.hpp>

namespace tn = tenon;
namespace rnd = tn::random;

rnd::Key key;  // what a program would carry

namespace {

template <class X>
void print(char const* name, X const& x) {
  tn::BasicTensor<typename X::value_type, typename X::shape_type> const t = x;
  for (std::uint32_t i = 0; i < t.size; ++i) board::print(name, " ", i, " ", static_cast<float>(t.data()[i]));
}

constexpr auto step = tn::function([](auto const& k, auto const& x) {
  auto const keys = rnd::split<2>(k);
  return std::tuple{tn::slice(keys, tn::at<1>), x + rnd::normal<float, 5>(keys(tn::at<0>))};
});

}  // namespace

int main() {
  key = rnd::key(0x299f31d0a4093822, 7);
  tn::Tensor<float, 5> x;
  for (int i = 0; i < 3; ++i) {
    auto const [next, moved] = step(key, x);
    key = next;
    x = moved;
  }
  print("walk", x);
  print("bits", rnd::bits<std::uint16_t, 9>(key));
  print("uniform", rnd::uniform<float, 9>(key, -1, 1));
  print("normal", rnd::truncated_normal<float, 9>(key));
  print("exponential", rnd::exponential<float, 9>(key));
  print("integers", rnd::randint<std::int16_t, 9>(key, -100, 100));
  print("permutation", rnd::permutation<9>(key));
  print("categories", rnd::categorical<9>(key, x));
  board::print("# stack_bytes ", board::stack_bytes());
}
