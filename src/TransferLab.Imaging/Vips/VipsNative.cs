using System.Runtime.InteropServices;

namespace TransferLab.Imaging.Vips;

/// <summary>
/// The functions of libvips and GObject that decoding needs. libvips' convenience functions are C variadics, which .NET cannot
/// call portably, so operations are made by name and their properties set through <see cref="GValue"/>.
/// </summary>
internal static unsafe partial class VipsNative
{
    /// <summary>The name the resolver maps to the file of this platform.</summary>
    internal const string Library = "vips";

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_init(string argv0);

    [LibraryImport(Library)]
    internal static partial void vips_concurrency_set(int concurrency);

    [LibraryImport(Library)]
    internal static partial void vips_cache_set_max(int max);

    [LibraryImport(Library)]
    internal static partial void vips_block_untrusted_set(int state);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_type_find(string basename, string nickname);

    [LibraryImport(Library)]
    internal static partial byte* vips_error_buffer_copy();

    [LibraryImport(Library)]
    internal static partial nuint vips_tracked_get_mem();

    [LibraryImport(Library)]
    internal static partial int vips_tracked_get_allocs();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint vips_operation_new(string name);

    [LibraryImport(Library)]
    internal static partial nint vips_cache_operation_build(nint operation);

    [LibraryImport(Library)]
    internal static partial void vips_object_unref_outputs(nint vipsObject);

    [LibraryImport(Library)]
    internal static partial nuint vips_access_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_fail_on_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_interpretation_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_foreign_heif_compression_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_image_get_type();

    [LibraryImport(Library)]
    internal static partial nuint vips_blob_get_type();

    [LibraryImport(Library)]
    internal static partial nint vips_blob_new(nint freeFunction, void* data, nuint length);

    [LibraryImport(Library)]
    internal static partial void* vips_blob_get(nint blob, out nuint length);

    [LibraryImport(Library)]
    internal static partial void vips_area_unref(nint area);

    [LibraryImport(Library)]
    internal static partial nint vips_image_new_from_memory(void* data, nuint size, int width, int height, int bands, VipsBandFormat format);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_width(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_height(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_bands(nint image);

    [LibraryImport(Library)]
    internal static partial VipsBandFormat vips_image_get_format(nint image);

    [LibraryImport(Library)]
    internal static partial VipsInterpretation vips_image_get_interpretation(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_orientation(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_get_n_pages(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_image_hasalpha(nint image);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint vips_image_get_typeof(nint image, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int vips_image_get_blob(nint image, string name, out void* data, out nuint length);

    [LibraryImport(Library)]
    internal static partial nint vips_region_new(nint image);

    [LibraryImport(Library)]
    internal static partial int vips_region_image(nint region, in VipsRect area);

    [LibraryImport(Library)]
    internal static partial int vips_region_prepare_to(nint region, nint destination, in VipsRect area, int x, int y);

    [LibraryImport(Library)]
    internal static partial void g_object_unref(nint instance);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_set_property(nint instance, string name, in GValue value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_object_get_property(nint instance, string name, ref GValue value);

    [LibraryImport(Library)]
    internal static partial nint g_value_init(ref GValue value, nuint type);

    [LibraryImport(Library)]
    internal static partial void g_value_unset(ref GValue value);

    [LibraryImport(Library)]
    internal static partial void g_value_set_int(ref GValue value, int number);

    [LibraryImport(Library)]
    internal static partial void g_value_set_boolean(ref GValue value, int flag);

    [LibraryImport(Library)]
    internal static partial void g_value_set_enum(ref GValue value, int number);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void g_value_set_string(ref GValue value, string text);

    [LibraryImport(Library)]
    internal static partial void g_value_set_boxed(ref GValue value, nint boxed);

    [LibraryImport(Library)]
    internal static partial void g_value_set_object(ref GValue value, nint instance);

    [LibraryImport(Library)]
    internal static partial nint g_value_dup_object(in GValue value);

    [LibraryImport(Library)]
    internal static partial nint g_value_get_boxed(in GValue value);

    [LibraryImport(Library)]
    internal static partial void g_free(void* memory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint g_log_set_handler(string domain, int levels, delegate* unmanaged[Cdecl]<byte*, int, byte*, nint, void> handler, nint data);
}
