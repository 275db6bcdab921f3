// SPDX-License-Identifier: MIT
// A random key where nothing is trained.
// EXPECT: nothing is drawn where nothing is trained
// EXPECT: is_training<decltype(context)>
// MAX_LINES: 12
#include <tenon/embedded.hpp>
namespace tn = tenon;

struct Noise {
  TENON_MODULE(Noise);
  template <class X>
  constexpr auto call(X const& x, auto& context) const {
#ifdef BROKEN
    return x + tn::random::normal<float, typename X::shape_type>(context.key());
#else
    if constexpr (tn::nn::is_training<decltype(context)>)
      return x + tn::random::normal<float, typename X::shape_type>(context.key());
    else
      return x;
#endif
  }
};

struct Net : tn::nn::Sequential<tn::Shape<3>, Noise, tn::nn::Dense<1>> {};
void predict(Net const& net, float const* x, float* y) {
  static tn::PredictStep<Net, tn::Batch<4>> step;
  step(net, x, y);
}
