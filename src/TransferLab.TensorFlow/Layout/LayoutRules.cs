namespace TransferLab.TensorFlow.Layout;

/// <summary>Which operators can work on reordered inputs, and how.</summary>
internal static class LayoutRules
{
    private static readonly Dictionary<string, Func<LayoutPass, Node, bool>> s_rules = Create();

    /// <summary>Writes the node for the order its inputs are there in; its outputs are then pending.</summary>
    /// <returns>Whether that was possible.</returns>
    public static bool TryApply(LayoutPass pass, Node node) => s_rules.TryGetValue(node.OpType, out var rule) && rule(pass, node);

    private static Dictionary<string, Func<LayoutPass, Node, bool>> Create()
    {
        var rules = new Dictionary<string, Func<LayoutPass, Node, bool>>(StringComparer.Ordinal);
        foreach (var op in (string[])["Relu", "LeakyRelu", "Clip", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Elu", "Selu", "Softplus", "Softsign", "Exp",
            "Log", "Sqrt", "Reciprocal", "Neg", "Abs", "Floor", "Ceil", "Round", "Erf", "Cast", "Not", "Sign", "Sin", "Cos", "Identity"])
            rules.Add(op, Unary);
        foreach (var op in (string[])["Add", "Sub", "Mul", "Div", "Pow", "Max", "Min", "Sum", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual",
            "And", "Or", "Where"])
            rules.Add(op, Elementwise);
        rules.Add("Concat", Concat);
        rules.Add("Split", Split);
        rules.Add("Softmax", Axis);
        rules.Add("LogSoftmax", Axis);
        rules.Add("Pad", Pad);
        rules.Add("Slice", Slice);
        rules.Add("Tile", Tile);
        rules.Add("Squeeze", (pass, node) => Drop(pass, node, keep: false));
        foreach (var op in (string[])["ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd"])
            rules.Add(op, (pass, node) => Drop(pass, node, node.Int("keepdims", 1) != 0));
        rules.Add("Reshape", Reshape);
        return rules;
    }

    private static bool Unary(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || node.Inputs.Skip(1).Any(i => pass.Find(i) is not null))
            return false;
        node.Inputs[0] = x.Source;
        Append(pass, node, x.Order);
        return true;
    }

    private static bool Elementwise(LayoutPass pass, Node node)
    {
        var order = node.Inputs.Select(i => pass.Find(i)?.Order).OfType<long[]>().MaxBy(o => o.Length)!;
        var ranks = node.Inputs.Select(i => RankOf(pass, i)).ToArray();
        // Shorter operands are aligned at the last axis, so the longest decides what is where.
        if (ranks.Any(r => r is null || r > order.Length))
            return false;
        for (var i = 0; i < node.Inputs.Count; i++)
            node.Inputs[i] = Reordered(pass, node.Inputs[i], order, ranks[i]!.Value);
        Append(pass, node, order);
        return true;
    }

    private static bool Concat(LayoutPass pass, Node node)
    {
        var order = node.Inputs.Select(i => pass.Find(i)?.Order).First(o => o is not null)!;
        if (node.Inputs.Any(i => RankOf(pass, i) != order.Length))
            return false;
        for (var i = 0; i < node.Inputs.Count; i++)
            node.Inputs[i] = Reordered(pass, node.Inputs[i], order, order.Length);
        return MoveAxis(pass, node, order);
    }

    private static bool Split(LayoutPass pass, Node node) => Axis(pass, node);

    private static bool Axis(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x)
            return false;
        node.Inputs[0] = x.Source;
        return MoveAxis(pass, node, x.Order);
    }

    private static bool MoveAxis(LayoutPass pass, Node node, long[] order)
    {
        var axis = node.Int("axis", node.OpType is "Softmax" or "LogSoftmax" ? -1 : 0);
        node.Set(NodeAttribute.Int("axis", order[axis < 0 ? axis + order.Length : axis]));
        Append(pass, node, order);
        return true;
    }

    private static bool Pad(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || node.HasInput(3) || Constant(pass, node, 1) is not { } pads || pads.Length != 2 * x.Order.Length)
            return false;
        var rank = x.Order.Length;
        var moved = new long[pads.Length];
        for (var i = 0; i < rank; i++)
            (moved[x.Order[i]], moved[rank + x.Order[i]]) = (pads[i], pads[rank + i]);
        node.Inputs[0] = x.Source;
        node.Inputs[1] = pass.Builder.Ints(moved);
        Append(pass, node, x.Order);
        return true;
    }

    private static bool Slice(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || Constant(pass, node, 3) is not { } axes)
            return false;
        node.Inputs[0] = x.Source;
        node.Inputs[3] = pass.Builder.Ints([.. axes.Select(a => x.Order[a < 0 ? a + x.Order.Length : a])]);
        Append(pass, node, x.Order);
        return true;
    }

    private static bool Tile(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || Constant(pass, node, 1) is not { } repeats || repeats.Length != x.Order.Length)
            return false;
        var moved = new long[repeats.Length];
        for (var i = 0; i < repeats.Length; i++)
            moved[x.Order[i]] = repeats[i];
        node.Inputs[0] = x.Source;
        node.Inputs[1] = pass.Builder.Ints(moved);
        Append(pass, node, x.Order);
        return true;
    }

    // Reductions and Squeeze: with the axes gone, what is left is reordered too, or (the usual case, an average over height and width) not any more.
    private static bool Drop(LayoutPass pass, Node node, bool keep)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || Constant(pass, node, 1) is not { } axes)
            return false;
        long[] dropped = [.. axes.Select(a => x.Order[a < 0 ? a + x.Order.Length : a])];
        node.Inputs[0] = x.Source;
        node.Inputs[1] = pass.Builder.Ints([.. dropped.Order()]);
        long[] left = keep ? x.Order : [.. x.Order.Where(i => !dropped.Contains(i))];
        Append(pass, node, keep ? left : [.. left.Select(i => (long)left.Count(other => other < i))]);
        return true;
    }

    private static bool Reshape(LayoutPass pass, Node node)
    {
        if (pass.Find(node.Inputs[0]) is not { } x || !pass.MovesOnlyOnes(x) || node.Int("allowzero") != 0 || Constant(pass, node, 1) is not { } target)
            return false;
        // "Copy" counts axes of the input in its old order.
        if (target.Index().Any(t => t.Item == 0 && (t.Index >= x.Order.Length || x.Order[t.Index] != t.Index)))
            return false;
        node.Inputs[0] = x.Source;
        pass.Builder.Append(node);
        return true;
    }

    // The outputs of a node that stands in the new order are the old ones reordered; where nothing is left to reorder they are the old ones.
    private static void Append(LayoutPass pass, Node node, long[] order)
    {
        if (order.Index().All(p => p.Item == p.Index))
        {
            pass.Builder.Append(node);
            return;
        }
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            if (node.Outputs[i].Length == 0)
                continue;
            var output = node.Outputs[i];
            node.Outputs[i] = pass.Builder.NewName(output + "_first");
            pass.Give(output, node.Outputs[i], order);
        }
        pass.Builder.Append(node);
    }

    /// <summary>An operand in the order of the others.</summary>
    private static string Reordered(LayoutPass pass, string value, long[] order, int rank)
    {
        var moved = pass.Find(value);
        if (moved is not null && moved.Order.SequenceEqual(order))
            return moved.Source;
        value = pass.Written(value);
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        if (pass.Graph.Initializers.TryGetValue(value, out var tensor))
        {
            if (tensor.Count == 1)
                return value;
            var full = tensor.Reshape([.. Enumerable.Repeat(1L, order.Length - rank), .. tensor.Dims]);
            return Stored(pass, value, TensorMoves.Transpose(full, inverse));
        }
        if (rank == 0)
            return value;
        if (rank < order.Length)
            value = pass.Builder.Add("Unsqueeze", [value, pass.Builder.Ints([.. Enumerable.Range(0, order.Length - rank).Select(i => (long)i)])]);
        var there = pass.Builder.NewName(value + "_first");
        var pending = new LayoutPass.Moved(value, inverse);
        pass.Give(there, pending.Source, pending.Order);
        return pass.Written(there);
    }

    private static string Stored(LayoutPass pass, string name, Tensor tensor)
    {
        var stored = pass.Builder.NewName(name + Operators.MappingContext.RelaidSuffix);
        pass.Graph.Initializers[stored] = tensor;
        return stored;
    }

    private static int? RankOf(LayoutPass pass, string value) =>
        pass.Find(value)?.Order.Length ?? (pass.Builder.Shapes.Knows(value) ? pass.Builder.Shapes.Shape(value).Rank : null);

    private static long[]? Constant(LayoutPass pass, Node node, int index) => node.HasInput(index) ? pass.Builder.Shapes.Constant(node.Inputs[index]) : null;
}
