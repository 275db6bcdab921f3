// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/type_text.hpp>
#include <tenon/trace/module.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

/// What a module consists of, as data: the names, dtypes, shapes and memory of its tensors, and the types of its modules. It is
/// read off the fields, so nothing has to be registered; everything that knows files works on this.
///
/// A name is the chain of field names with dots, "hidden.2.kernel"; layers of a Sequential are called by their numbers. Field
/// names have neither dots nor colons, so "loss:delta" and "slots:0.kernel.momentum" are never names of a model's tensors.
/// Whoever reads other programs' files maps these names to theirs (`load_weights`).
namespace tenon::nn::detail {

struct LayoutTensor {
  std::string name;
  DType dtype;
  std::vector<std::uint64_t> shape;
  std::size_t bytes;
  void* data;  ///< null where it was moved from
};
struct LayoutModule {
  std::string name;
  std::string type;
};
struct Layout {
  std::vector<LayoutTensor> tensors;
  std::vector<LayoutModule> modules;

  template <class Extents>  // a template only to be compiled when used
  [[gnu::cold, gnu::noinline]] void add_tensor(std::string const& module, char const* name, DType dtype, Extents const& dims,
                                               void* data) {
    LayoutTensor t{under(module, name), dtype, {}, size_of(dtype), data};
    for (int i = 0; i < dims.rank; ++i) {
      t.shape.push_back(static_cast<std::uint64_t>(dims[i]));
      t.bytes *= static_cast<std::size_t>(dims[i]);
    }
    tensors.push_back(std::move(t));
  }
  [[gnu::cold, gnu::noinline]] static std::string under(std::string const& module, char const* name) {
    std::string out = module;
    if (!out.empty() && out.back() != ':') out += '.';
    return out += name;
  }
};

/// A type as files have it. To give a module a name by deriving changes nothing. A Sequential is its layers.
template <class M>
[[gnu::cold]] std::string module_type() {
  if constexpr (requires { M::layer_count; })
    return "Sequential";
  else
    return type_text<typename M::tenon_module_type>();
}

/// What is taken of a module.
enum class LayoutOf { all, tensors_only, hyper_parameters };

template <LayoutOf What = LayoutOf::all, class M>
[[gnu::cold]] void add_layout(Layout& to, std::string const& name, M& module) {
  if constexpr (What == LayoutOf::all) to.modules.push_back({name, module_type<M>()});
  for_each_field(module, [&](auto field_name, auto& field) {
    using X = std::remove_cvref_t<decltype(field)>;
    if constexpr (tenon::detail::TensorField<X>) {
      if constexpr (What != LayoutOf::hyper_parameters || leaf_kind_of<X>() == LeafKind::hyper)
        to.add_tensor(name, field_name.c_str(), dtype_of<typename X::value_type>, dims_of<typename X::shape_type>, field.data());
    } else
      add_layout<What>(to, Layout::under(name, field_name.c_str()), field);
  });
}

/// Gives memory to tensors that have none.
template <class M>
void require_memory(M& module) {
  for_each_tensor(module, [](Path const&, auto& t) {
    if (t.data() == nullptr) t.fill({});
  });
}

}  // namespace tenon::nn::detail
