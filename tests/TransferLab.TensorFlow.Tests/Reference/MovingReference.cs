using TransferLab.TensorFlow.Graphs;
using TransferLab.Testing.Reference;

namespace TransferLab.TensorFlow.Tests.Reference;

/// <summary>What moves elements: joining, cutting, padding, reordering. Each says, for an element of the result, where it comes from.</summary>
internal static class MovingReference
{
    public static void Register(Dictionary<string, Func<TfNode, NDArray[], NDArray[]>> operators)
    {
        operators.Add("Transpose", (_, x) => [NhwcReference.Permute(x[0], NhwcReference.Whole(x[1]))]);
        operators.Add("ConcatV2", (_, x) => [Concat(x[..^1], NhwcReference.Axis(x[^1].Values[0], x[0].Rank))]);
        operators.Add("Concat", (_, x) => [Concat(x[1..], NhwcReference.Axis(x[0].Values[0], x[1].Rank))]);
        operators.Add("Pack", (n, x) =>
        {
            var axis = NhwcReference.Axis(n.Int("axis"), x[0].Rank + 1);
            return [Concat([.. x.Select(p => new NDArray(p.Type, p.Values, [.. p.Dims[..axis], 1, .. p.Dims[axis..]]))], axis)];
        });
        operators.Add("Unpack", (n, x) =>
        {
            var axis = NhwcReference.Axis(n.Int("axis"), x[0].Rank);
            return [.. Enumerable.Range(0, x[0].Dims[axis])
                .Select(k => NhwcReference.Build(x[0].Type, [.. x[0].Dims[..axis], .. x[0].Dims[(axis + 1)..]], i => x[0][[.. i[..axis], k, .. i[axis..]]]))];
        });
        operators.Add("Split",
            (n, x) =>
                Split(x[1], NhwcReference.Axis(x[0].Values[0], x[1].Rank),
                    [.. Enumerable.Repeat(x[1].Dims[NhwcReference.Axis(x[0].Values[0], x[1].Rank)] / (int)n.Int("num_split"), (int)n.Int("num_split"))]));
        operators.Add("SplitV", (_, x) => Split(x[0], NhwcReference.Axis(x[2].Values[0], x[0].Rank), NhwcReference.Whole(x[1])));
        operators.Add("GatherV2", (_, x) => [Gather(x[0], x[1], NhwcReference.Axis(x[2].Values[0], x[0].Rank))]);
        operators.Add("Gather", (_, x) => [Gather(x[0], x[1], 0)]);
        operators.Add("Slice", (_, x) =>
        {
            int[] begin = NhwcReference.Whole(x[1]), size = NhwcReference.Whole(x[2]);
            return [NhwcReference.Build(x[0].Type, [.. size.Select((s, k) => s < 0 ? x[0].Dims[k] - begin[k] : s)],
                i => x[0][[.. i.Select((v, k) => v + begin[k])]])];
        });
        operators.Add("StridedSlice", (n, x) => [Strided(n, x[0], NhwcReference.Whole(x[1]), NhwcReference.Whole(x[2]), NhwcReference.Whole(x[3]))]);
        operators.Add("ReverseV2", (_, x) =>
        {
            var axes = x[1].Values.Select(a => NhwcReference.Axis(a, x[0].Rank)).ToHashSet();
            return [NhwcReference.Build(x[0].Type, x[0].Dims, i => x[0][[.. i.Select((v, k) => axes.Contains(k) ? x[0].Dims[k] - 1 - v : v)]])];
        });
        operators.Add("Tile",
            (_, x) =>
                [NhwcReference.Build(x[0].Type, [.. x[0].Dims.Zip(x[1].Values, (d, r) => d * (int)r)], i => x[0][[.. i.Select((v, k) => v % x[0].Dims[k])]])]);
        operators.Add("Pad", (_, x) => [Pad(x[0], x[1], 0)]);
        operators.Add("PadV2", (_, x) => [Pad(x[0], x[1], x[2].Values[0])]);
        operators.Add("MirrorPad", (n, x) =>
        {
            var edge = n.String("mode") == "SYMMETRIC" ? 1 : 0;
            return [NhwcReference.Build(x[0].Type, Padded(x[0], x[1]), i => x[0][[.. i.Select((v, k) =>
            {
                var at = v - (int)x[1][k, 0];
                return at < 0 ? -at - edge : at >= x[0].Dims[k] ? (2 * x[0].Dims[k]) - 2 - at + edge : at;
            })]])];
        });
        operators.Add("SpaceToDepth", (n, x) =>
        {
            var b = (int)n.Int("block_size");
            int[] d = x[0].Dims;
            return [NhwcReference.Build(x[0].Type, [d[0], d[1] / b, d[2] / b, d[3] * b * b],
                i => x[0][i[0], (i[1] * b) + (i[3] / d[3] / b), (i[2] * b) + (i[3] / d[3] % b), i[3] % d[3]])];
        });
        operators.Add("DepthToSpace", (n, x) =>
        {
            var b = (int)n.Int("block_size");
            int[] d = x[0].Dims;
            var depth = d[3] / b / b;
            return [NhwcReference.Build(x[0].Type, [d[0], d[1] * b, d[2] * b, depth],
                i => x[0][i[0], i[1] / b, i[2] / b, (((i[1] % b * b) + (i[2] % b)) * depth) + i[3]])];
        });
        operators.Add("SpaceToBatchND", (_, x) =>
        {
            int[] b = NhwcReference.Whole(x[1]);
            var padded = Pad(x[0], new NDArray(x[2].Type, [0, 0, .. x[2].Values, 0, 0], 4, 2), 0);
            int[] d = padded.Dims;
            return [NhwcReference.Build(x[0].Type, [d[0] * b[0] * b[1], d[1] / b[0], d[2] / b[1], d[3]],
                i => padded[i[0] % d[0], (i[1] * b[0]) + (i[0] / d[0] / b[1]), (i[2] * b[1]) + (i[0] / d[0] % b[1]), i[3]])];
        });
        operators.Add("BatchToSpaceND", (_, x) =>
        {
            int[] b = NhwcReference.Whole(x[1]), c = NhwcReference.Whole(x[2]), d = x[0].Dims;
            var batch = d[0] / b[0] / b[1];
            return [NhwcReference.Build(x[0].Type, [batch, (d[1] * b[0]) - c[0] - c[1], (d[2] * b[1]) - c[2] - c[3], d[3]], i =>
            {
                int r = i[1] + c[0], s = i[2] + c[2];
                return x[0][(((r % b[0] * b[1]) + (s % b[1])) * batch) + i[0], r / b[0], s / b[1], i[3]];
            })];
        });
    }

    private static NDArray Concat(NDArray[] parts, int axis)
    {
        var ends = parts.Select((_, k) => parts.Take(k + 1).Sum(p => p.Dims[axis])).ToArray();
        int[] dims = [.. parts[0].Dims];
        dims[axis] = ends[^1];
        return NhwcReference.Build(parts[0].Type, dims, i =>
        {
            var part = Array.FindIndex(ends, e => i[axis] < e);
            return parts[part][[.. i[..axis], i[axis] - (part == 0 ? 0 : ends[part - 1]), .. i[(axis + 1)..]]];
        });
    }

    private static NDArray[] Split(NDArray x, int axis, int[] sizes)
    {
        sizes = [.. sizes.Select(s => s < 0 ? x.Dims[axis] - sizes.Where(o => o >= 0).Sum() : s)];
        return [.. sizes.Select((s, k) =>
            NhwcReference.Build(x.Type, [.. x.Dims[..axis], s, .. x.Dims[(axis + 1)..]],
                i => x[[.. i[..axis], i[axis] + sizes.Take(k).Sum(), .. i[(axis + 1)..]]]))];
    }

    private static NDArray Gather(NDArray x, NDArray picks, int axis) =>
        NhwcReference.Build(x.Type, [.. x.Dims[..axis], .. picks.Dims, .. x.Dims[(axis + 1)..]], i =>
        x[[.. i[..axis], (int)(picks.Rank == 0 ? picks.Values[0] : picks[i[axis..(axis + picks.Rank)]]), .. i[(axis + picks.Rank)..]]]);

    private static int[] Padded(NDArray x, NDArray pads) => [.. x.Dims.Select((d, k) => d + (int)pads[k, 0] + (int)pads[k, 1])];

    private static NDArray Pad(NDArray x, NDArray pads, double value) => NhwcReference.Build(x.Type, Padded(x, pads), i =>
    {
        int[] at = [.. i.Select((v, k) => v - (int)pads[k, 0])];
        return at.Where((v, k) => v < 0 || v >= x.Dims[k]).Any() ? value : x[at];
    });

    // numpy's rules, entry by entry: an ellipsis stands for as many whole axes as the others leave.
    private static NDArray Strided(TfNode n, NDArray x, int[] begin, int[] end, int[] strides)
    {
        bool Bit(string mask, int i) => ((n.Int(mask) >> i) & 1) != 0;
        var consumed = Enumerable.Range(0, begin.Length).Count(i => !Bit("ellipsis_mask", i) && !Bit("new_axis_mask", i));
        var picks = new List<int[]>();
        var dims = new List<int>();
        for (int i = 0, axis = 0; axis < x.Rank || i < begin.Length; i++)
        {
            if (i >= begin.Length || Bit("ellipsis_mask", i))
            {
                var covered = i >= begin.Length ? x.Rank - axis : x.Rank - consumed;
                for (var k = 0; k < covered; k++, axis++)
                {
                    picks.Add([.. Enumerable.Range(0, x.Dims[axis])]);
                    dims.Add(x.Dims[axis]);
                }
                continue;
            }
            if (Bit("new_axis_mask", i))
            {
                dims.Add(1);
                continue;
            }
            int length = x.Dims[axis], step = strides[i];
            int At(int v, int low, int high) => Math.Clamp(v < 0 ? v + length : v, low, high);
            if (Bit("shrink_axis_mask", i))
            {
                picks.Add([At(begin[i], 0, length - 1)]);
            }
            else
            {
                int from = Bit("begin_mask", i) ? (step > 0 ? 0 : length - 1) : At(begin[i], step > 0 ? 0 : -1, step > 0 ? length : length - 1);
                int to = Bit("end_mask", i) ? (step > 0 ? length : -1) : At(end[i], step > 0 ? 0 : -1, step > 0 ? length : length - 1);
                var list = new List<int>();
                for (var v = from; step > 0 ? v < to : v > to; v += step)
                    list.Add(v);
                picks.Add([.. list]);
                dims.Add(list.Count);
            }
            axis++;
        }
        var whole = NhwcReference.Build(x.Type, [.. picks.Select(p => p.Length)], i => x[[.. i.Select((v, k) => picks[k][v])]]);
        return new NDArray(x.Type, whole.Values, [.. dims]);
    }
}
