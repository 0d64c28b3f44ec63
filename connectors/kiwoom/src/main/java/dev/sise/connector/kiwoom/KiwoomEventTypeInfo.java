package dev.sise.connector.kiwoom;

import java.lang.reflect.Type;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInfoFactory;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Flink's description of {@link KiwoomEvent}: never generic, never Kryo. */
final class KiwoomEventTypeInfo extends TypeInformation<KiwoomEvent> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<KiwoomEvent> getTypeClass() {
        return KiwoomEvent.class;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<KiwoomEvent> createSerializer(SerializerConfig config) {
        return KiwoomEventSerializer.INSTANCE;
    }

    @Override
    public String toString() {
        return "KiwoomEvent";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KiwoomEventTypeInfo;
    }

    @Override
    public int hashCode() {
        return KiwoomEventTypeInfo.class.hashCode();
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof KiwoomEventTypeInfo;
    }

    /** Named by {@link KiwoomEvent}'s annotation; Flink creates it by reflection. */
    public static final class Factory extends TypeInfoFactory<KiwoomEvent> {
        @Override
        public TypeInformation<KiwoomEvent> createTypeInfo(
                Type type, Map<String, TypeInformation<?>> genericParameters) {
            return new KiwoomEventTypeInfo();
        }
    }
}
