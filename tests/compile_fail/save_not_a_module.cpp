// SPDX-License-Identifier: MIT
// A file is made of modules and trainers, not of tensors.
// EXPECT: save, load: the second argument is a module, or what nn::compile makes
// MAX_LINES: 12
#include <tenon/embedded.hpp>
#include <tenon/nn/save.hpp>

struct Net : tenon::nn::Sequential<tenon::Shape<4>, tenon::nn::Dense<2>> {};

void write(Net const& net) {
#ifdef BROKEN
  tenon::nn::save("net.safetensors", net.layer<0>().kernel);
#else
  tenon::nn::save("net.safetensors", net);
#endif
}
