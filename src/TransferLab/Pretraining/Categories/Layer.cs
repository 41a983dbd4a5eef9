namespace TransferLab.Pretraining.Categories;

/// <summary>A form drawn, before it has colours: planes of [size · size] and the light it was drawn under.</summary>
internal sealed class Layer(int size, Layer? spare = null)
{
    /// <summary>Pixels of a side.</summary>
    public int Size { get; } = size;

    /// <summary>A second layer, for a form that is made of two.</summary>
    public Layer? Spare { get; } = spare;

    /// <summary>Position along the palette, 0 … 1.</summary>
    public float[] Value { get; } = new float[size * size];

    /// <summary>Coverage, 0 … 1.</summary>
    public float[] Alpha { get; } = new float[size * size];

    /// <summary>Lightness relative to a face turned to the viewer, about -1 … 1.</summary>
    public float[] Shade { get; } = new float[size * size];

    /// <summary>Planes for whatever a form needs on the way.</summary>
    public float[] First { get; } = new float[size * size];

    /// <summary>Likewise.</summary>
    public float[] Second { get; } = new float[size * size];

    /// <summary>Where the light comes from, a unit vector in pixel axes.</summary>
    public float LightX { get; set; }

    /// <summary>Likewise; negative is from above.</summary>
    public float LightY { get; set; }

    /// <summary>Empties the picture.</summary>
    public void Clear()
    {
        Array.Clear(Value);
        Array.Clear(Alpha);
        Array.Clear(Shade);
    }

    /// <summary>Paints over a pixel.</summary>
    public void Over(int index, float alpha, float value, float shade)
    {
        ref var under = ref Alpha[index];
        var total = alpha + under * (1 - alpha);
        if (total <= 0)
            return;
        var weight = alpha / total;
        Value[index] += (value - Value[index]) * weight;
        Shade[index] += (shade - Shade[index]) * weight;
        under = total;
    }

    /// <summary>Adds to the shading what a surface of the given height would show under the light.</summary>
    public void Relief(float[] height, float strength)
    {
        float gainX = LightX * strength, gainY = LightY * strength;
        for (var y = 0; y < Size; y++)
        {
            var row = y * Size;
            int above = y > 0 ? row - Size : row, below = y < Size - 1 ? row + Size : row;
            for (var x = 0; x < Size; x++)
            {
                int left = x > 0 ? x - 1 : x, right = x < Size - 1 ? x + 1 : x;
                var slope = (height[row + left] - height[row + right]) * gainX + (height[above + x] - height[below + x]) * gainY;
                Shade[row + x] += Math.Clamp(-slope, -0.8f, 0.8f);
            }
        }
    }
}
