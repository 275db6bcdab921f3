// SPDX-License-Identifier: MIT
#include "peer_attention.hpp"

#include <torch/torch.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

namespace bench {
namespace {

[[maybe_unused]] bool const added = add_attention_peer([](AttentionJob const& j, std::vector<Contestant>& to) {
  at::set_num_threads(1);
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 1 << 30);  // or its scores would be memory anew in every call
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
  auto const tensor = [&j](float const* p) { return torch::from_blob(const_cast<float*>(p), {j.heads, j.steps, j.width}); };
  auto const y = std::make_shared<torch::Tensor>();
  auto const run = [y, data = j.data, scale = j.scale, q = tensor(j.q), k = tensor(j.k), v = tensor(j.v)] {
    torch::NoGradGuard const none;
    *y = torch::bmm(torch::softmax(torch::bmm(q, k.transpose(1, 2)) * scale, -1), v);
  };
  to.push_back(contestant("pytorch", run, [y, n = j.size()] {
    float const* const from = y->data_ptr<float>();
    return Values(from, from + n);
  }));
});

}  // namespace
}  // namespace bench
