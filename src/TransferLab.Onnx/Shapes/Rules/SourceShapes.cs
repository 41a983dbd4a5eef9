using System.Buffers.Binary;

namespace TransferLab.Onnx.Shapes.Rules;

/// <summary>Operators that make tensors out of attributes, shapes or numbers.</summary>
internal static class SourceShapes
{
    public static void Register(Dictionary<string, Action<ShapeRuleContext>> rules)
    {
        rules.Add("Constant", Constant);
        rules.Add("ConstantOfShape", ConstantOfShape);
        rules.Add("Shape", ShapeOf);
        rules.Add("Size", Size);
        rules.Add("Range", Range);
        rules.Add("EyeLike", c => c.Out(0, TypeAttribute(c, c.Type(0)), c.In(0)));
        foreach (var op in (string[])["RandomNormal", "RandomUniform"])
            rules.Add(op, c => c.Out(0, TypeAttribute(c, ElementType.Float), c.Node.Ints("shape") is { } s ? Shape.Of(s) : null));
        foreach (var op in (string[])["RandomNormalLike", "RandomUniformLike", "Bernoulli"])
            rules.Add(op, c => c.Out(0, TypeAttribute(c, c.Type(0)), c.In(0)));
        rules.Add("Multinomial",
            c => c.Out(0, TypeAttribute(c, ElementType.Int32), new Shape(c.In(0) is { Rank: 2 } x ? x[0] : Dim.Unknown, c.Node.Int("sample_size", 1))));
    }

    private static ElementType TypeAttribute(ShapeRuleContext c, ElementType fallback) => c.Node.Has("dtype") ? (ElementType)c.Node.Int("dtype") : fallback;

    private static void Constant(ShapeRuleContext c)
    {
        if (c.Node.HasOutput(0) && c.Node.ConstantValue() is { } tensor)
            c.Table.SetTensor(c.Node.Outputs[0], tensor);
    }

    private static void ConstantOfShape(ShapeRuleContext c)
    {
        var value = c.Node.Tensor("value");
        ShapeRuleContext.Require(value is null or { Count: 1 }, "the value must have one element");
        var dims = c.ElementsOrUnknown(0);
        ShapeRuleContext.Require(dims is null || dims.All(d => !d.IsConstant || d.Value >= 0), "the shape has a negative dimension");
        var shape = dims is null ? null : new Shape(dims.Select(e => e.ToDim()));
        var type = value?.Type ?? ElementType.Float;
        c.Out(0, type, shape);
        if (type is ElementType.Int64 or ElementType.Int32 && shape?.Count is { IsKnown: true, Value: <= ShapeTable.MaxElements } count)
            c.OutElements(0, Enumerable.Repeat(ShapeElement.Of(value!.ToLongs()[0]), (int)count.Value));
    }

    private static void ShapeOf(ShapeRuleContext c)
    {
        if (c.In(0) is not { } x)
        {
            c.Out(0, ElementType.Int64, new Shape(Dim.Unknown));
            return;
        }
        int start = Clamp(c.Node.Int("start")), end = Clamp(c.Node.Int("end", x.Rank));
        var dims = x.Skip(start).Take(Math.Max(0, end - start)).Select(ShapeElement.Of).ToArray();
        c.Out(0, ElementType.Int64, Shape.Of(dims.Length));
        c.OutElements(0, dims);

        int Clamp(long index) => (int)Math.Clamp(index < 0 ? index + x.Rank : index, 0, x.Rank);
    }

    private static void Size(ShapeRuleContext c)
    {
        c.Out(0, ElementType.Int64, Shape.Scalar);
        if (c.In(0) is { } x)
            c.OutElements(0, [ShapeElement.Of(x.Count)]);
    }

    private static void Range(ShapeRuleContext c)
    {
        c.Out(0, c.Type(0), new Shape(Dim.Unknown));
        if (c.Elements(0) is [var start] && c.Elements(1) is [var limit] && c.Elements(2) is [{ IsConstant: true } delta])
        {
            ShapeRuleContext.Require(delta.Value != 0, "the step of the range is 0");
            if (start.IsConstant && limit.IsConstant)
            {
                var span = checked(limit.Value - start.Value);
                var count = Math.Max(0, checked(span + delta.Value - Math.Sign(delta.Value)) / delta.Value);
                c.Out(0, c.Type(0), new Shape(Dim.Of(count)));
                if (count <= ShapeTable.MaxElements)
                    c.OutElements(0, Enumerable.Range(0, (int)count).Select(i => ShapeElement.Of(start.Value + (i * delta.Value))));
            }
            else if (delta.Value == 1)
            {
                c.Out(0, c.Type(0), new Shape((limit - start).ToDim()));
            }
        }
        else if (c.Tensor(0) is { } from && c.Tensor(1) is { } to && c.Tensor(2) is { } by && from.Type.IsFloatingPoint() && from.Type == to.Type
            && from.Type == by.Type)
        {
            var count = Math.Ceiling((Scalar(to) - Scalar(from)) / Scalar(by));
            c.Out(0, c.Type(0), new Shape(double.IsFinite(count) && count < int.MaxValue ? Dim.Of((long)Math.Max(0, count)) : Dim.Unknown));
        }
    }

    private static double Scalar(Tensor tensor) =>
        tensor.Type == ElementType.Double ? BinaryPrimitives.ReadDoubleLittleEndian(tensor.Bytes.Span) : tensor.ToFloats()[0];
}
