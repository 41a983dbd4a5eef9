using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>One libvips operation: made by name, given its arguments as properties, built, then asked for its outputs.</summary>
internal sealed unsafe class VipsOperation : SafeHandle
{
    private bool _built;

    /// <param name="name">libvips' nickname of the operation, e.g. <c>jpegload_buffer</c>.</param>
    internal VipsOperation(string name)
        : base(0, ownsHandle: true)
    {
        VipsLibrary.EnsureReady();
        SetHandle(VipsNative.vips_operation_new(name));
        if (IsInvalid)
            throw new VipsException(VipsLibrary.TakeError());
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Whether this build of libvips has the operation.</summary>
    internal static bool Exists(string name)
    {
        VipsLibrary.EnsureReady();
        return VipsNative.vips_type_find("VipsOperation", name) != 0;
    }

    internal VipsOperation Set(string property, int number)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, GValue.Int32);
        VipsNative.g_value_set_int(ref value, number);
        return Set(property, ref value);
    }

    internal VipsOperation Set(string property, bool flag)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, GValue.Boolean);
        VipsNative.g_value_set_boolean(ref value, flag ? 1 : 0);
        return Set(property, ref value);
    }

    internal VipsOperation Set(string property, string text)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, GValue.String);
        VipsNative.g_value_set_string(ref value, text);
        return Set(property, ref value);
    }

    /// <param name="property">The property's name.</param>
    /// <param name="enumType">GType of the enumeration, from its <c>…_get_type</c> function.</param>
    /// <param name="number">The member's value.</param>
    internal VipsOperation SetEnum(string property, nuint enumType, int number)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, enumType);
        VipsNative.g_value_set_enum(ref value, number);
        return Set(property, ref value);
    }

    internal VipsOperation Set(string property, VipsImage image)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, VipsNative.vips_image_get_type());
        VipsNative.g_value_set_object(ref value, image.Pointer);
        return Set(property, ref value);
    }

    /// <summary>Passes bytes without copying them: they must stay pinned until every image made from this operation is gone.</summary>
    internal VipsOperation SetBuffer(string property, void* data, nuint length)
    {
        var blob = VipsNative.vips_blob_new(0, data, length);
        var value = default(GValue);
        VipsNative.g_value_init(ref value, VipsNative.vips_blob_get_type());
        VipsNative.g_value_set_boxed(ref value, blob);
        VipsNative.vips_area_unref(blob);
        return Set(property, ref value);
    }

    /// <summary>Runs the operation as far as it runs without pixels being asked for.</summary>
    /// <exception cref="VipsException">libvips refused.</exception>
    internal VipsOperation Build()
    {
        var built = VipsNative.vips_cache_operation_build(handle);
        if (built == 0)
        {
            VipsNative.vips_object_unref_outputs(handle);
            throw new VipsException(VipsLibrary.TakeError());
        }
        VipsNative.g_object_unref(handle);
        SetHandle(built);
        _built = true;
        return this;
    }

    /// <summary>The output image; the caller owns the reference.</summary>
    internal VipsImage GetImage(string property)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, VipsNative.vips_image_get_type());
        VipsNative.g_object_get_property(handle, property, ref value);
        var image = VipsNative.g_value_dup_object(value);
        VipsNative.g_value_unset(ref value);
        return image != 0 ? new VipsImage(image) : throw new VipsException($"libvips returned no '{property}'");
    }

    /// <summary>A copy of an output of bytes.</summary>
    internal byte[] GetBytes(string property)
    {
        var value = default(GValue);
        VipsNative.g_value_init(ref value, VipsNative.vips_blob_get_type());
        VipsNative.g_object_get_property(handle, property, ref value);
        try
        {
            var blob = VipsNative.g_value_get_boxed(value);
            if (blob == 0)
                throw new VipsException($"libvips returned no '{property}'");
            var data = VipsNative.vips_blob_get(blob, out var length);
            return new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        }
        finally
        {
            VipsNative.g_value_unset(ref value);
        }
    }

    protected override bool ReleaseHandle()
    {
        if (_built)
            VipsNative.vips_object_unref_outputs(handle);
        VipsNative.g_object_unref(handle);
        return true;
    }

    private VipsOperation Set(string property, ref GValue value)
    {
        VipsNative.g_object_set_property(handle, property, value);
        VipsNative.g_value_unset(ref value);
        return this;
    }
}
