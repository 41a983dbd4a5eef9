namespace TransferLab.TensorFlow.Operators;

/// <summary>Parts of a tensor.</summary>
internal static class SliceOperators
{
    public static void Register(Dictionary<string, Action<MappingContext>> handlers)
    {
        handlers.Add("StridedSlice", Strided);
        handlers.Add("Slice", Plain);
        handlers.Add("ReverseV2", Reverse);
    }

    // Python's x[a:b:c, ..., None, i]: the masks say which entries are an ellipsis, a new axis, a single index, or open at an end.
    private static void Strided(MappingContext c)
    {
        long[] begin = c.Longs(1, "begin"), end = c.Longs(2, "end"), strides = c.Longs(3, "strides");
        if (begin.Length != end.Length || begin.Length != strides.Length || begin.Length > 32)
            throw c.Refuse("begin, end and strides have different lengths");
        var rank = c.Shape(0).Rank;
        long Mask(string name) => c.Node.Int(name);
        var added = Enumerable.Range(0, begin.Length).Count(i => Bit(Mask("new_axis_mask"), i) || Bit(Mask("ellipsis_mask"), i));
        List<long> starts = [], ends = [], axes = [], steps = [], dropped = [], made = [];
        int axis = 0, place = 0;
        for (var i = 0; i < begin.Length; i++)
        {
            if (Bit(Mask("ellipsis_mask"), i))
            {
                var covered = Math.Max(0, rank - (begin.Length - added));
                axis += covered;
                place += covered;
            }
            else if (Bit(Mask("new_axis_mask"), i))
            {
                made.Add(place++);
            }
            else
            {
                c.Axis(axis, rank);
                if (strides[i] == 0)
                    throw c.Refuse("steps by 0");
                if (Bit(Mask("shrink_axis_mask"), i))
                {
                    (long from, long to) = (begin[i], begin[i] == -1 ? long.MaxValue : begin[i] + 1);
                    Add(axis, from, to, 1);
                    dropped.Add(axis);
                }
                else
                {
                    var from = !Bit(Mask("begin_mask"), i) ? begin[i] : strides[i] > 0 ? 0 : long.MaxValue;
                    var to = !Bit(Mask("end_mask"), i) ? end[i] : strides[i] > 0 ? long.MaxValue : long.MinValue;
                    if (!(from == 0 && to == long.MaxValue && strides[i] == 1))
                        Add(axis, from, to, strides[i]);
                    place++;
                }
                axis++;
            }
        }
        if (rank == 1 && dropped.Count == 1 && made.Count == 0 && Known(c, begin[0]) is { } scalar)
        {
            c.Give(scalar);
            return;
        }
        var y = axes.Count == 0
            ? c.In(0)
            : c.Op("Slice", c.In(0), c.Builder.Ints([.. starts]), c.Builder.Ints([.. ends]), c.Builder.Ints([.. axes]), c.Builder.Ints([.. steps]));
        if (dropped.Count > 0)
            y = c.Op("Squeeze", y, c.Builder.Ints([.. dropped]));
        if (made.Count > 0)
            y = c.Op("Unsqueeze", y, c.Builder.Ints([.. made]));
        c.Give(y);

        void Add(int on, long from, long to, long step)
        {
            axes.Add(on);
            starts.Add(from);
            ends.Add(to);
            steps.Add(step);
        }
    }

    // One entry of a shape that is a number.
    private static string? Known(MappingContext c, long index)
    {
        if (c.Builder.Shapes.Elements(c.In(0)) is not { } elements || (index < 0 ? index + elements.Count : index) is not (>= 0 and var at)
            || at >= elements.Count || !elements[(int)at].IsConstant)
            return null;
        var value = elements[(int)at].Value;
        return c.Type(0) switch
        {
            ElementType.Int32 when value is >= int.MinValue and <= int.MaxValue => c.Builder.Constant(Tensor.Scalar((int)value), "ints"),
            ElementType.Int64 => c.Builder.Constant(Tensor.Scalar(value), "ints"),
            _ => null,
        };
    }

    private static void Plain(MappingContext c)
    {
        var begin = c.Longs(1, "begin");
        var size = c.Builder.Shapes.Elements(c.In(2)) ?? throw c.Refuse("its size is not known");
        if (begin.Length != size.Count || begin.Length != c.Shape(0).Rank || begin.Any(b => b < 0))
            throw c.Refuse($"does not fit its input {c.Shape(0)}");
        var shape = c.Shape(0);
        List<long> axes = [], ends = [];
        for (var i = 0; i < begin.Length; i++)
        {
            // -1 is the rest; so is the whole extent, which may be the batch.
            var whole = size[i].Equals(-1) || (begin[i] == 0 && !size[i].IsUnknown && size[i].ToDim() == shape[i]);
            if (whole && begin[i] == 0)
                continue;
            if (!whole && !size[i].IsConstant)
                throw c.Refuse("its size is not constant");
            axes.Add(i);
            ends.Add(whole ? long.MaxValue : checked(begin[i] + size[i].Value));
        }
        if (axes.Count == 0)
            c.Give(c.In(0));
        else
            c.Give("Slice", [c.In(0), c.Builder.Ints([.. axes.Select(a => begin[a])]), c.Builder.Ints([.. ends]), c.Builder.Ints([.. axes])]);
    }

    private static void Reverse(MappingContext c)
    {
        long[] axes = [.. c.Longs(1, "axes").Select(a => (long)c.Axis(a, c.Shape(0).Rank))];
        if (axes.Length == 0)
            c.Give(c.In(0));
        else
            c.Give("Slice", [c.In(0), Repeated(-1), Repeated(long.MinValue), c.Builder.Ints(axes), Repeated(-1)]);

        string Repeated(long value) => c.Builder.Ints([.. Enumerable.Repeat(value, axes.Length)]);
    }

    private static bool Bit(long mask, int index) => ((mask >> index) & 1) != 0;
}
