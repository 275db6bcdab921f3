// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/trace/places.hpp>

#include <array>
#include <string_view>

/// A traced function for one signature, for those who want to look at it: inputs, outputs and operations, all constants.
namespace tenon {

/// A tensor that a function takes or gives. A field of a module is called "x0.hidden.kernel", a part of a tuple "x1.0", the
/// result "result", a part of it "result.0".
struct TensorSpec {
  std::string_view name;
  DType dtype = DType::f32;
  Dims dims{};
  LeafKind kind = LeafKind::input;
};

/// A node of a function's graph.
struct Operation {
  std::string_view op;    ///< what it does: "matmul"; "leaf" and "constant" do nothing
  std::string_view name;  ///< of a leaf, as in `inputs()`
  NodeId id = -1;
  DType dtype = DType::f32;
  Dims dims{};
  int operands = 0;
  std::array<NodeId, 3> operand{-1, -1, -1};  ///< the ids of the nodes it reads
};

namespace diagnose {
template <class Function, FixedString Name>
inline constexpr bool function_has_an_input_called = Function::has_leaf(Name.text);
template <class Function, class... A>
inline constexpr bool function_can_be_traced = detail::can_be_traced<typename Function::recorded, A...>();
template <int Got, int Expected>
inline constexpr bool every_argument_has_a_name = Got == Expected;
}  // namespace diagnose

namespace detail {

/// Text that is counted where there is no place to write it to, and then written.
struct TextSink {
  char* to = nullptr;
  int size = 0;

  constexpr TextSink& operator<<(std::string_view text) {
    for (char const c : text) {
      if (to != nullptr) to[size] = c;
      ++size;
    }
    return *this;
  }
  constexpr TextSink& operator<<(int n) { return *this << NumberText(n).text; }
  constexpr TextSink& operator<<(Path const& path) {
    if (path.parent != nullptr) *this << *path.parent << ".";
    return *this << path.name;
  }
  constexpr TextSink& operator<<(TensorSpec const& spec) {
    *this << spec.name << ": " << name_of(spec.dtype) << "[";
    for (int i = 0; i < spec.dims.rank; ++i) *this << (i == 0 ? "" : ", ") << spec.dims[i];
    return *this << "]";
  }
};

/// Some texts as a constant. `Write::write(sink, next)` writes them and calls next() behind each.
template <class Write>
struct Texts {
  struct Size {
    int characters = 0, count = 0;
  };
  static constexpr Size size = [] {
    TextSink sink;
    int count = 0;
    auto next = [&count] { ++count; };
    Write::write(sink, next);
    return Size{sink.size, count};
  }();
  struct Storage {
    char characters[static_cast<std::size_t>(size.characters) + 1] = {};
    int end[static_cast<std::size_t>(size.count) + 1] = {};
  };
  static constexpr Storage storage = [] {
    Storage s;
    TextSink sink{s.characters};
    int count = 0;
    auto next = [&] { s.end[count++] = sink.size; };
    Write::write(sink, next);
    return s;
  }();
  static constexpr std::string_view text(int i) {
    int const begin = i == 0 ? 0 : storage.end[i - 1];
    return {storage.characters + begin, static_cast<std::size_t>(storage.end[i] - begin)};
  }
};

template <class NameList, class... A>
struct WriteInputNames {
  template <class Next>
  static constexpr void write(TextSink& sink, Next& next) {
    auto visit = [&](Path const& path) {
      sink << path;
      next();
    };
    for_each_argument_place<A...>(NameList::text, NameList::count, visit);
  }
};
template <class R>
struct WriteOutputNames {
  template <class Next>
  static constexpr void write(TextSink& sink, Next& next) {
    auto visit = [&](Path const& path) {
      sink << path;
      next();
    };
    for_each_place<R>(Path{nullptr, "result"}, visit);
  }
};

/// The first of a function's options that is a signature, or names.
template <class... Option>
struct SignatureIn : std::type_identity<void> {};
template <class... W, class... Rest>
struct SignatureIn<Signature<W...>, Rest...> : std::type_identity<std::tuple<W...>> {};
template <class First, class... Rest>
struct SignatureIn<First, Rest...> : SignatureIn<Rest...> {};
template <class... Option>
struct NamesIn : std::type_identity<Names<>> {};
template <FixedString... Name, class... Rest>
struct NamesIn<Names<Name...>, Rest...> : std::type_identity<Names<Name...>> {};
template <class First, class... Rest>
struct NamesIn<First, Rest...> : NamesIn<Rest...> {};

}  // namespace detail

/// What `function(f).concrete<A...>()` gives. Two requests for one signature give one type.
template <class Function, class NameList, class... A>
class ConcreteFunction {
 public:
  /// What `Planned`, `cost` and `plan_text` take.
  using source = typename Function::template source<A...>;

 private:
  using Output = typename detail::Result<typename source::result>::type;
  using InputNames = detail::Texts<detail::WriteInputNames<NameList, A...>>;
  using OutputNames = detail::Texts<detail::WriteOutputNames<Output>>;
  static constexpr std::size_t input_count = static_cast<std::size_t>(InputNames::size.count);
  static constexpr std::size_t output_count = static_cast<std::size_t>(OutputNames::size.count);
  static constexpr std::size_t operation_count = static_cast<std::size_t>(source::graph.view().node_count);

  // Arrays of constants that functions return by reference.
  static constexpr std::array<TensorSpec, input_count> inputs_ = [] {
    GraphView const g = source::graph.view();
    std::array<TensorSpec, input_count> r;
    for (int i = 0; i < InputNames::size.count; ++i)
      r[static_cast<std::size_t>(i)] = {InputNames::text(i), g.leaves[i].dtype, g.leaves[i].dims, g.leaves[i].kind};
    return r;
  }();
  static constexpr std::array<TensorSpec, output_count> outputs_ = [] {
    GraphView const g = source::graph.view();
    std::array<TensorSpec, output_count> r;
    for (int i = 0; i < OutputNames::size.count; ++i)
      r[static_cast<std::size_t>(i)] = {OutputNames::text(i), g[g.outputs[i].node].dtype, g.outputs[i].dims, LeafKind::input};
    return r;
  }();
  static constexpr std::array<Operation, operation_count> operations_ = [] {
    GraphView const g = source::graph.view();
    std::array<Operation, operation_count> r;
    for (NodeId id = 0; id < g.node_count; ++id) {
      Node const& n = g[id];
      bool const named = n.op == &op::leaf && n.attr < InputNames::size.count;
      Operation o{n.op->name, named ? InputNames::text(n.attr) : std::string_view{}, id, n.dtype, n.dims, n.op->arity};
      for (std::size_t k = 0; k < 3; ++k)
        if (int(k) < n.op->arity) o.operand[k] = n.in[k];
      r[static_cast<std::size_t>(id)] = o;
    }
    return r;
  }();
  struct WriteSignature {
    template <class Next>
    static constexpr void write(detail::TextSink& sink, Next& next) {
      for (std::size_t i = 0; i < input_count; ++i) sink << (i == 0 ? "" : ", ") << inputs_[i];
      sink << " -> ";
      for (std::size_t i = 0; i < output_count; ++i) sink << (i == 0 ? "" : ", ") << outputs_[i];
      next();
    }
  };

 public:
  static constexpr GraphView graph() { return source::graph.view(); }
  /// What the function reads: its arguments, and the fields of modules among them, in the order of the graph's leaves.
  static constexpr auto const& inputs() { return inputs_; }
  static constexpr auto const& outputs() { return outputs_; }
  /// All nodes, in the order of computation; `operations()[id]` is node `id`.
  static constexpr auto const& operations() { return operations_; }
  /// "x: float32[3], w.kernel: float32[3, 5] -> result: float32[5]"
  static constexpr std::string_view signature() { return detail::Texts<WriteSignature>::text(0); }

  static constexpr bool has_leaf(std::string_view name) {
    for (TensorSpec const& s : inputs_)
      if (s.name == name) return true;
    return false;
  }
  /// The node of an input, by its name.
  template <FixedString Name>
  static constexpr Operation leaf() {
    static_assert(diagnose::function_has_an_input_called<ConcreteFunction, Name>,
                  "leaf: the function has no input of this name; inputs() has the names");
    for (Operation const& o : operations_)
      if (o.op == "leaf" && o.name == std::string_view(Name.text)) return o;
    return {};
  }
  /// How many operations of one kind there are: `count("matmul")`.
  static constexpr int count(std::string_view op) {
    int n = 0;
    for (Operation const& o : operations_) n += o.op == op;
    return n;
  }

  /// The function. Arguments of another signature do not compile.
  template <class... X>
  constexpr auto operator()(X const&... x) const {
    if constexpr ((detail::is_broken<X> || ...))
      return Invalid{};
    else if constexpr (Signature<A...>::template check<typename detail::TracedAs<X>::type...>())
      return Function{}(x...);
    else
      return Invalid{};
  }
};

namespace detail {

template <class Function, class... A, class... Option>
struct ConcreteOf<Function, std::tuple<A...>, Option...> {
  using NameList = typename NamesIn<Option...>::type;
  static constexpr auto make() {
    static_assert(NameList::count == 0 || diagnose::every_argument_has_a_name<NameList::count, int(sizeof...(A))>,
                  "tn::function: tn::names<...> has a name for every argument (names, arguments follow)");
    if constexpr (!(Option::template check<typename TracedAs<A>::type...>() && ...))
      return Invalid{};
    else {
      static_assert(diagnose::function_can_be_traced<Function, A...>,
                    "concrete: the function cannot be traced for these types: a call of it says why");
      if constexpr (diagnose::function_can_be_traced<Function, A...>)
        return ConcreteFunction<Function, NameList, A...>{};
      else
        return Invalid{};
    }
  }
};
/// No types: those of the signature.
template <class Function, class... Option>
  requires(!std::is_void_v<typename SignatureIn<Option...>::type>)
struct ConcreteOf<Function, std::tuple<>, Option...> : ConcreteOf<Function, typename SignatureIn<Option...>::type, Option...> {};

}  // namespace detail

}  // namespace tenon
