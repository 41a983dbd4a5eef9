namespace TransferLab.Onnx.Editing;

/// <summary>Turns a half-precision model (float16 or bfloat16) into a single-precision one. Every half is exactly a
/// single, so weights keep their values.</summary>
public static class Float16Widening
{
    /// <summary>Widens, in place, initializers, tensors in attributes, target types of casts, and the stated types of all values; sub-graphs too.</summary>
    /// <returns>Whether there was anything to widen.</returns>
    public static bool Apply(OnnxModel model)
    {
        var changed = false;
        Widen(model.Graph, ref changed);
        return changed;
    }

    private static void Widen(Graph graph, ref bool changed)
    {
        foreach (var (name, tensor) in graph.Initializers.ToList())
            if (IsHalf(tensor.Type))
            {
                graph.Initializers[name] = Widen(tensor);
                changed = true;
            }
        foreach (var list in (List<ValueInfo>[])[graph.Inputs, graph.Outputs, graph.ValueInfos])
            for (var i = 0; i < list.Count; i++)
                if (IsHalf(list[i].Type))
                {
                    list[i] = list[i].WithType(ElementType.Float);
                    changed = true;
                }
        foreach (var node in graph.Nodes)
            foreach (var attribute in node.Proto.Attribute)
                Widen(node, attribute, ref changed);
    }

    private static void Widen(Node node, AttributeProto attribute, ref bool changed)
    {
        if (attribute.Name is "to" or "dtype" or "stash_type" or "output_dtype" && IsHalf((ElementType)attribute.I) && node.Domain.Length == 0)
        {
            attribute.I = (long)ElementType.Float;
            changed = true;
        }
        if (attribute.T is { } t && IsHalf((ElementType)t.DataType))
        {
            attribute.T = Widen(Tensor.FromProto(t, null)).ToProto(t.Name);
            changed = true;
        }
        for (var i = 0; i < attribute.Tensors.Count; i++)
            if (IsHalf((ElementType)attribute.Tensors[i].DataType))
            {
                attribute.Tensors[i] = Widen(Tensor.FromProto(attribute.Tensors[i], null)).ToProto(attribute.Tensors[i].Name);
                changed = true;
            }
        if (attribute.G is { } body)
            attribute.G = Widen(body, ref changed);
        for (var i = 0; i < attribute.Graphs.Count; i++)
            attribute.Graphs[i] = Widen(attribute.Graphs[i], ref changed);
    }

    private static GraphProto Widen(GraphProto body, ref bool changed)
    {
        var graph = new Graph(body, null);
        Widen(graph, ref changed);
        return graph.ToProto();
    }

    private static Tensor Widen(Tensor tensor) => Tensor.From(tensor.ToFloats(), tensor.Dims);

    private static bool IsHalf(ElementType type) => type is ElementType.Float16 or ElementType.BFloat16;
}
